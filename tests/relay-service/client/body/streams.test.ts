import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { answerBody } from "../../../../relay-service/client/body/open-body.ts";
import type { PlainBody } from "../../../../relay-service/client/body/request-body.ts";
import { streamBody } from "../../../../relay-service/client/body/request-body.ts";
import { sealFrames } from "../../../../relay-service/client/body/seal-body.ts";
import { createChunkCipher } from "../../../../relay-service/client/message/chunk-cipher.ts";

/** Begins to read a body that must not be empty. */
function begin(body: PlainBody | null): Promise<IteratorResult<Uint8Array, void>> {
  return ((body as PlainBody).pieces() as AsyncGenerator<Uint8Array, void>).next();
}

const cipher = () => createChunkCipher(new Uint8Array(44).fill(7));

describe("the body of an answer", () => {
  it("is fetched frame by frame, as its reader asks for each", async () => {
    const plain = [1, 2, 3].map((byte) => new Uint8Array(10).fill(byte));
    const frames = sealFrames(await cipher(), plain, { padding: "none", live: true });
    let fetched = 0;
    const sealed = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          fetched++;
          const { done, value } = await frames.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
      },
      { highWaterMark: 0 },
    );
    const options = { total: undefined, signal: undefined, onProgress: undefined };
    const reader = answerBody(await cipher(), sealed, options).stream.getReader();
    for (const expected of plain) {
      const before = fetched;
      await setImmediate();
      expect(fetched).toBe(before);
      expect((await reader.read()).value).toEqual(expected);
      expect(fetched).toBe(before + 1);
    }
    expect((await reader.read()).done).toBe(true);
  });
});

describe("the body of an answer with a sealed length", () => {
  const plain = new Uint8Array(100_000);
  async function read(total: number | undefined): Promise<number> {
    const frames = sealFrames(await cipher(), [plain], { padding: "none" });
    const sealed = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await frames.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    });
    const { stream } = answerBody(await cipher(), sealed, { total, signal: undefined, onProgress: undefined });
    return (await new Response(stream).arrayBuffer()).byteLength;
  }

  it("is complete when it has exactly that length", async () => {
    expect([await read(100_000), await read(undefined)]).toEqual([100_000, 100_000]);
  });

  it.each([0, 1, 99_999, 100_001])("is an error when the sealed length says %d instead", async (total) => {
    await expect(read(total)).rejects.toMatchObject({ code: "body" });
  });

  it("is an error when there is no body at all", async () => {
    const { stream } = answerBody(undefined, null, { total: 5, signal: undefined, onProgress: undefined });
    await expect(new Response(stream).text()).rejects.toMatchObject({ code: "body" });
  });
});

describe("the body of a request that is a stream", () => {
  it("is not complete when it was cancelled, although its reader then reports the end", async () => {
    const stream = new ReadableStream({ pull: () => new Promise(() => {}) });
    const body = await streamBody(stream, true, undefined);
    const next = begin(body);
    body?.release("reason");
    await expect(next).rejects.toThrow("cancelled");
  });

  it("loses no chunk to a sender that gave up", async () => {
    const source = Promise.withResolvers<ReadableStreamDefaultController>();
    const body = await streamBody(new ReadableStream({ start: source.resolve }), true, undefined);
    const first = begin(body);
    const second = begin(body);
    (await source.promise).enqueue(Uint8Array.of(1));
    expect((await first).value).toEqual(Uint8Array.of(1));
    expect((await second).value).toEqual(Uint8Array.of(1));
  });

  it("is kept for a retry up to 1 MiB, and not beyond", async () => {
    const piece = new Uint8Array(400_000);
    const pieces = [piece, piece, piece];
    const stream = new ReadableStream({
      pull(controller) {
        const next = pieces.shift();
        if (next) controller.enqueue(next);
        else controller.close();
      },
    });
    const body = await streamBody(stream, true, undefined);
    let read = 0;
    for await (const part of body?.pieces() ?? []) {
      read += part.length;
      expect(body?.replayable).toBe(read <= 1_048_576);
    }
    expect([read, body?.size]).toEqual([1_200_000, 1_200_000]);
  });
});
