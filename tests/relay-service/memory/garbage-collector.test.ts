import { setImmediate as immediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { collectAll, collectYoung } from "../../support/relay/garbage-collector.ts";

/** Bytes of all Buffers. */
const bufferBytes = () => process.memoryUsage().arrayBuffers;
const MIB = 2 ** 20;

describe("a requested V8 garbage collection", () => {
  it.each([
    ["of the young", collectYoung],
    ["of all", collectAll],
  ])("%s frees unreferenced Buffers", async (_, collect) => {
    // Frees what earlier tests left, so that only the bytes below can be freed later. Each collection waits for the previous one to finish.
    collectAll();
    collectAll();
    const before = bufferBytes();
    for (let index = 0; index < 16; index++) Buffer.alloc(MIB / 2, index);
    await immediate();
    collect();
    // Their memory is freed concurrently; the next collection waits for it.
    collect();
    expect(bufferBytes()).toBeLessThan(before + 2 * MIB);
  });

  it("exposes no global that other code could call", () => {
    collectYoung();
    expect(globalThis.gc).toBeUndefined();
  });
});
