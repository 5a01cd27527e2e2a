import { createHash, randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { exchange, send, wireAnswer } from "../../support/independent-client/exchange.ts";
import { type Conclusion, openAnswer } from "../../support/independent-client/opened-answer.ts";
import { type SealedRequest, sealRequest } from "../../support/independent-client/sealed-request.ts";
import { pairedRelay } from "./paired-relay.ts";
import { outcome } from "./relay-behind-intermediary.ts";

const made = pairedRelay();
beforeEach(() => {
  made.relay.upstream.handle((request, response) => void request.resume().on("end", () => response.end("taken")));
});

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Sends a request whose body arrives in the given pieces, independent of its frames. */
async function sendCut(sealed: SealedRequest, body: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<Conclusion> {
  const headers: [string, string][] = [
    ["x-mte-relay", sealed.relay],
    ["x-mte-relay-eh", sealed.sealedHead],
    ["content-type", "application/octet-stream"],
  ];
  const { method, target } = sealed;
  return openAnswer(sealed, wireAnswer(await send({ port: made.relay.port, method, target, headers, body })));
}

function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function collected(conclusion: Conclusion): Promise<Buffer> {
  if (conclusion.kind !== "answer") throw new Error(JSON.stringify(conclusion));
  const pieces: Buffer[] = [];
  for await (const piece of conclusion.body) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("the body of a request", () => {
  it.each([[[1]], [[2, 3, 5]], [[17, 1, 16, 4096]], [[1_000_000]]])(
    "arrives complete when it is split into pieces of %j bytes",
    async (sizes) => {
      const chunks = [randomBytes(1), randomBytes(700), randomBytes(17), randomBytes(3000), randomBytes(1)];
      const sealed = sealRequest(made.pair, { method: "POST", target: "up", body: chunks });
      const conclusion = await sendCut(sealed, cut(Buffer.concat(sealed.body ?? []), sizes));
      expect(conclusion).toMatchObject({ kind: "answer", status: 200 });
      await collected(conclusion);
      expect(made.relay.upstream.seen[0]?.body).toEqual(Buffer.concat(chunks));
    },
  );

  it("arrives complete when it is too large to be verified before it is passed on", async () => {
    const chunks = Array.from({ length: 80 }, () => randomBytes(65_536));
    const conclusion = await exchange(made.relay.port, made.pair, {
      method: "PUT",
      target: "up",
      body: [...chunks, Buffer.from("end")],
    });
    await collected(conclusion);
    expect(made.relay.upstream.seen).toMatchObject([{ whole: true }]);
    expect(sha256(made.relay.upstream.seen[0]?.body ?? Buffer.alloc(0))).toBe(
      sha256(Buffer.concat([...chunks, Buffer.from("end")])),
    );
  });

  it("reaches the upstream while the client is still sending", async () => {
    const chunks = Array.from({ length: 40 }, () => randomBytes(65_536));
    const sealed = sealRequest(made.pair, { method: "PUT", target: "up", body: [...chunks, Buffer.from("end")] });
    async function* waiting(): AsyncGenerator<Buffer> {
      for (const frame of sealed.body?.slice(0, -1) ?? []) yield frame;
      // Sent only after the upstream has seen the request: a relay that collects the whole body never gets there.
      await made.relay.upstream.arrived(1);
      yield* sealed.body?.slice(-1) ?? [];
    }
    await collected(await sendCut(sealed, waiting()));
    expect(made.relay.upstream.seen[0]?.body).toHaveLength(40 * 65_536 + 3);
  });

  it("is never completed at the upstream when a late chunk is forged", async () => {
    made.relay.upstream.handle((request) => void request.resume());
    const chunks = Array.from({ length: 40 }, () => randomBytes(65_536));
    const sealed = sealRequest(made.pair, { method: "PUT", target: "up", body: chunks });
    const wire = Buffer.concat(sealed.body ?? []);
    wire[wire.length - 1] = (wire.at(-1) ?? 0) ^ 1;
    const conclusion = await outcome(sendCut(sealed, [wire]));
    expect(conclusion).toEqual({ kind: "refused", status: 562, code: "body" });
    const [seen] = made.relay.upstream.seen;
    expect(await seen?.over).toBe(false);
    expect(seen?.whole).toBe(false);
  });
});

describe("the body of an answer", () => {
  it("reaches the client piece by piece, before the upstream has ended it", async () => {
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    made.relay.upstream.handle(async (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      await taken;
      response.end("data: 2\n\n");
    });
    const conclusion = await exchange(made.relay.port, made.pair, { method: "GET", target: "events" });
    if (conclusion.kind !== "answer") throw new Error(JSON.stringify(conclusion));
    const events: string[] = [];
    for await (const piece of conclusion.body) {
      events.push(piece.toString());
      take();
    }
    expect(events).toEqual(["data: 1\n\n", "data: 2\n\n"]);
  });

  it("arrives complete when it has many megabytes", async () => {
    const body = randomBytes(5_000_000);
    made.relay.upstream.handle((_request, response) => void response.end(body));
    expect(sha256(await collected(await exchange(made.relay.port, made.pair, { method: "GET", target: "down" })))).toBe(
      sha256(body),
    );
  });

  it.each([100, 1_000_000])("is never taken as complete when the upstream breaks off %i bytes", async (length) => {
    made.relay.upstream.handle((_request, response) => {
      response.writeHead(200, { "content-length": `${length}` });
      response.write("the first part", () => response.destroy());
    });
    const conclusion = await outcome(exchange(made.relay.port, made.pair, { method: "GET", target: "down" }));
    if (conclusion.kind === "answer") expect(conclusion.status).toBe(502);
    else expect(conclusion.kind).toBe("broken off");
  });

  it("is stopped at the upstream when the client disconnects", async () => {
    made.relay.upstream.handle((_request, response) => void response.writeHead(200).write("and so on"));
    const conclusion = await exchange(made.relay.port, made.pair, { method: "GET", target: "down" });
    if (conclusion.kind !== "answer") throw new Error(JSON.stringify(conclusion));
    // Leaving the loop destroys the connection.
    for await (const _ of conclusion.body) break;
    expect(await made.relay.upstream.seen[0]?.over).toBe(false);
  });
});
