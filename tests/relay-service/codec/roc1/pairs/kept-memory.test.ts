import { expect, it } from "vitest";
import { collectAll } from "../../../../support/relay/garbage-collector.ts";
import { codecFixture } from "../codec-fixture.ts";
import { pairWith, seal } from "../in-process-client.ts";

const PAIRS = 150;
/** Record, secret and header key, in the store and beside it, with what V8 and malloc need for each. */
const BYTES_A_PAIR = 8192;

it("a pair costs the memory of its own data, not of other data that arrived at the same time", async () => {
  const { codec } = codecFixture();
  const first = await pairWith(codec);
  await codec.accept(seal(first, { method: "GET", target: "x" }).wire);
  collectAll();
  const before = process.memoryUsage().arrayBuffers;
  for (let index = 0; index < PAIRS; index++) {
    const pair = await pairWith(codec);
    busy();
    await codec.accept(seal(pair, { method: "GET", target: "x" }).wire);
    busy();
  }
  collectAll();
  const kept = (process.memoryUsage().arrayBuffers - before) / PAIRS;
  expect(kept).toBeLessThan(BYTES_A_PAIR);
  // This keeps the codec and its store, with all pairs, reachable until here.
  expect(await codec.accept(seal(first, { method: "GET", target: "y", sequence: 2 }).wire)).toMatchObject({ target: "y" });
});

/** What other requests do: Node cuts small Buffers from blocks of 64 KiB, so that the next one comes from another block. */
function busy(): void {
  for (let left = 65_536; left > 0; left -= 512) Buffer.allocUnsafe(512);
}
