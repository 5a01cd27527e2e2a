import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { hostileIntermediary } from "../../../support/relay/hostile-intermediary.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

const { mteFetch } = createMteRelayClient();
const LARGE = new Uint8Array(3_000_000);
let relay: RelayUnderTest;

beforeAll(async () => {
  relay = await runRelay();
});
afterAll(() => relay.close());

describe("a request's body", () => {
  it.each([300, 3_000_000])("of %d bytes is not sent when its file has changed since it was chosen", async (bytes) => {
    const directory = mkdtempSync(join(tmpdir(), "changed-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const path = join(directory, "file");
    writeFileSync(path, Buffer.alloc(bytes));
    const body = new FormData();
    body.append("file", await openAsBlob(path));
    writeFileSync(path, Buffer.alloc(bytes + 1));
    await expect(mteFetch(relay.url, { method: "POST", body })).rejects.toMatchObject({ name: "RelayError", code: "source" });
  });

  it("is not sent to where an intermediary redirects, whether small or large", async () => {
    await using intermediary = await hostileIntermediary(relay.port);
    intermediary.tamper(async (request, send) =>
      request.target === "/api/mte-pair"
        ? send(request)
        : { ...request, status: 307, headers: [["location", relay.url]], body: Buffer.alloc(0) },
    );
    const origin = `http://127.0.0.1:${intermediary.port}`;
    const codes = ["small", LARGE].map((body) =>
      mteFetch(origin, { method: "POST", body }).catch(({ code }: { code: string }) => code),
    );
    // Node shows no redirect of a stream, see `unkept`.
    expect(await Promise.all(codes)).toEqual(["clear", "network"]);
    expect(relay.upstream.seen).toEqual([]);
  });
});
