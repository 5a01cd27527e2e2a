import { once } from "node:events";
import { mkdtempSync, openAsBlob, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import { collectAll } from "../../support/garbage-collector.ts";
import { runRelay } from "../../support/running-relay.ts";

const MIB = 2 ** 20;
const SIZE = 64 * MIB;
/** What client, relay and their sockets may have in hand. */
const MOST_KEPT = 16 * MIB;

function fileOf(bytes: number): Promise<Blob> {
  const directory = mkdtempSync(join(tmpdir(), "upload-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "file");
  writeFileSync(path, "");
  truncateSync(path, bytes);
  return openAsBlob(path);
}

function kept(): number {
  // Memory is given back beside a collection; the next one waits for that.
  collectAll();
  collectAll();
  return process.memoryUsage().arrayBuffers;
}

it.each([
  ["a file", fileOf],
  [
    "a form with a file",
    async (bytes: number) => {
      const form = new FormData();
      form.append("file", await fileOf(bytes), "file");
      return form;
    },
  ],
  [
    "a stream",
    async (bytes: number) => {
      let left = bytes / MIB;
      return new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(new Uint8Array(MIB)) : controller.close()),
      });
    },
  ],
])("of %s that is sent, memory keeps nothing", async (_, bodyOf) => {
  // What earlier tests left may be freed meanwhile: the lowest of all looks is what was there before.
  const looks = [kept()];
  let length = 0;
  const server = createServer(async (request, response) => {
    let looked = 0;
    for await (const chunk of request) {
      length += (chunk as Buffer).length;
      if (length - looked < SIZE / 3) continue;
      looked = length;
      looks.push(kept());
    }
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await using relay = await runRelay({ env: { UPSTREAM: `http://127.0.0.1:${port}`, MAX_BODY_BYTES: "0" } });

  const init = { method: "POST", body: await bodyOf(SIZE), duplex: "half" };
  expect((await createMteRelayClient().mteFetch(`${relay.url}/`, init)).status).toBe(200);
  expect(length).toBeGreaterThanOrEqual(SIZE);
  expect(looks.length).toBeGreaterThan(3);
  expect(Math.max(...looks) - Math.min(...looks)).toBeLessThan(MOST_KEPT);
});
