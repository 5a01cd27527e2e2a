import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { bodyOpener } from "../../../relay-service/src/codec/roc1/message/body-opener.ts";
import { Shares } from "../../../relay-service/src/limits/shares.ts";
import { GcPacer } from "../../../relay-service/src/memory/gc-pacer.ts";
import { RequestBody } from "../../../relay-service/src/proxy/request/request-body.ts";
import { sealBody } from "../../support/independent-client/body-frames.ts";
import { collectAll } from "../../support/relay/garbage-collector.ts";
import { messageCryptos } from "../../support/relay/native-crypto.ts";
import { bodyRequest } from "./body-request.ts";

const FRAMES = 20_000;
/** A Buffer for each would be 4 to 12 MB. */
const MOST_BYTES = 1_000_000;

it.each(messageCryptos)(
  "a body of one-byte frames takes the memory of its bytes, not of its frames (opened by $name)",
  async (crypto) => {
    const part = { key: randomBytes(32), nonce: randomBytes(12) };
    const frames = Buffer.concat(sealBody(part, Array(FRAMES).fill("x")));
    const request = bodyRequest({ sealed: true });
    const whole = Promise.withResolvers<Buffer>();
    const body = new RequestBody(
      request,
      {
        opener: bodyOpener(crypto.keyAt(Buffer.concat([part.key, part.nonce]), 0)),
        declared: null,
        limits: { verifyBytes: FRAMES, maxBytes: 0, budget: new Shares(2 * FRAMES) },
        pacer: new GcPacer({ collectYoung: () => {} }),
        started: 0,
      },
      { complete: whole.resolve, stream: whole.reject, failed: whole.reject, activity: () => {}, internalError: whole.reject },
    );
    body.receive();
    collectAll();
    const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    const before = used();
    // All but the final chunk, as the network cuts it.
    const last = frames.length - 30;
    for (let at = 0; at < last; at += 65_536)
      request.incoming.push(Buffer.from(frames.subarray(at, Math.min(at + 65_536, last))));
    await new Promise((done) => setImmediate(done));
    collectAll();
    expect(used() - before).toBeLessThan(MOST_BYTES);
    request.incoming.push(frames.subarray(last));
    request.incoming.push(null);
    expect((await whole.promise).toString()).toBe("x".repeat(FRAMES));
  },
);
