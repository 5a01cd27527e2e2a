import { once } from "node:events";
import { mkdtempSync, openAsBlob, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { collectAll } from "../../../support/relay/garbage-collector.ts";
import { runRelay } from "../../../support/relay/running-relay.ts";

const MIB = 2 ** 20;
const SIZE = 64 * MIB;
/** What client, relay and their sockets may buffer. */
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
  // Memory is freed concurrently with a collection; the next collection waits for it.
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
])("sending %s keeps none of it in memory", async (_, bodyOf) => {
  // What earlier tests left may be freed meanwhile: the lowest sample is the level before the upload.
  const samples = [kept()];
  let length = 0;
  const server = createServer(async (request, response) => {
    let sampledAt = 0;
    for await (const chunk of request) {
      length += (chunk as Buffer).length;
      if (length - sampledAt < SIZE / 4) continue;
      sampledAt = length;
      samples.push(kept());
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
  expect(samples.length).toBeGreaterThan(3);
  expect(Math.max(...samples) - Math.min(...samples)).toBeLessThan(MOST_KEPT);
});
