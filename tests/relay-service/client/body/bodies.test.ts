import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import type { Handler } from "../../../support/relay/instrumented-upstream.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
const { mteFetch } = createMteRelayClient();

beforeAll(async () => {
  // Bodies above one byte are passed on while they arrive, so that streaming is visible.
  relay = await runRelay({ env: { VERIFY_BODY_BYTES: "1" } });
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

/** An upstream that returns the body unchanged. */
const mirror: Handler = (request, response) => {
  response.writeHead(200, { "content-type": request.headers["content-type"] ?? "" });
  request.pipe(response);
};
/** An upstream that returns length and hash of the body. */
const digest: Handler = (request, response) => {
  const hash = createHash("sha256");
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    hash.update(chunk);
    length += chunk.length;
  });
  request.on("end", () => response.end(`${length} ${hash.digest("hex")}`));
};
const digestOf = (body: Uint8Array) => `${body.length} ${createHash("sha256").update(body).digest("hex")}`;

const LARGE = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
const LARGE_PIECES = Array.from({ length: 30 }, (_, index) => LARGE.subarray(index * 100_000, (index + 1) * 100_000));

/** A stream of pieces, which are enqueued when they are pulled. */
function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
}

describe("a request's body", () => {
  const bytes = Uint8Array.of(0, 1, 2, 255);
  it.each([
    ["text", "täxt", "text/plain;charset=UTF-8", Buffer.from("täxt")],
    ["form fields", new URLSearchParams({ a: "b c" }), "application/x-www-form-urlencoded;charset=UTF-8", Buffer.from("a=b+c")],
    ["an array buffer", bytes.buffer, "", Buffer.from(bytes)],
    ["a part of an array", bytes.subarray(1, 3), "", Buffer.of(1, 2)],
    ["a data view", new DataView(bytes.buffer, 2), "", Buffer.of(2, 255)],
    ["a blob", new Blob(["blob"], { type: "text/x" }), "text/x", Buffer.from("blob")],
    ["a stream", streamOf([bytes, bytes]), "", Buffer.concat([bytes, bytes])],
    ["an empty text", "", "text/plain;charset=UTF-8", Buffer.alloc(0)],
    ["an empty stream", streamOf([]), "", Buffer.alloc(0)],
  ] as [string, BodyInit, string, Buffer][])("can be %s", async (_name, body, type, expected) => {
    relay.upstream.handle(mirror);
    const init = { method: "POST", body, duplex: "half" };
    const response = await mteFetch(`${relay.url}/`, init);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(expected);
    expect(response.headers.get("content-type") ?? "").toBe(type);
  });

  it("can be a form with a file", async () => {
    relay.upstream.handle(mirror);
    const body = new FormData();
    body.append("name", "välue");
    body.append("file", new File(["content"], "näme.txt", { type: "text/plain" }));
    const form = await (await mteFetch(`${relay.url}/`, { method: "POST", body })).formData();
    const file = form.get("file") as File;
    expect([form.get("name"), file.name, file.type, await file.text()]).toEqual(["välue", "näme.txt", "text/plain", "content"]);
  });

  it("is a form that no value can split, whatever boundary the caller names", async () => {
    relay.upstream.handle(mirror);
    const type = "multipart/form-data; boundary=named-by-the-caller-of-the-fetch";
    const body = new FormData();
    body.append("name", `x\r\n--${type.split("=")[1]}\r\nContent-Disposition: form-data; name="role"\r\n\r\nadmin`);
    const answer = await mteFetch(`${relay.url}/`, { method: "POST", body, headers: { "content-type": type } });
    await expect(answer.formData()).rejects.toThrow(TypeError);
  });

  it("is the body of the Request when the call has none of its own", async () => {
    relay.upstream.handle(mirror);
    const request = new Request(relay.url, { method: "PUT", body: "text" });
    expect(await (await mteFetch(request, { body: null })).text()).toBe("text");
  });

  it("can be up to 1 MiB with keepalive", async () => {
    relay.upstream.handle(digest);
    const most = LARGE.subarray(0, 1_048_576);
    const answer = await mteFetch(relay.url, { method: "POST", body: most, keepalive: true });
    expect(await answer.text()).toBe(digestOf(most));
    for (const body of [LARGE.subarray(0, 1_048_577), new Blob([LARGE])]) {
      const call = mteFetch(relay.url, { method: "POST", body, keepalive: true });
      await expect(call).rejects.toMatchObject({ name: "RelayError", code: "keepalive" });
    }
    expect(relay.upstream.seen).toHaveLength(1);
  });

  it.each([
    ["bytes", () => LARGE],
    ["a blob", () => new Blob([LARGE])],
    ["a stream", () => streamOf(LARGE_PIECES)],
    ["a Request's", () => new Request(relay.url, { method: "POST", body: LARGE }).body as ReadableStream],
  ])("can be large: %s", async (_name, body) => {
    relay.upstream.handle(digest);
    for (const padding of ["none", "padme"] as const) {
      const init = { method: "POST", body: body() as BodyInit, duplex: "half", mte: { padding } };
      expect(await (await mteFetch(`${relay.url}/`, init)).text()).toBe(digestOf(LARGE));
    }
  });

  it.each([
    ["text", () => "täxt", 5],
    ["3 MB", () => LARGE, 3_000_000],
    ["a blob of 3 MB", () => new Blob([LARGE]), 3_000_000],
    ["a stream of 1 MiB", () => streamOf([LARGE.subarray(0, 1_048_576)]), 1_048_576],
    ["a stream of which nobody knows the end", () => streamOf(LARGE_PIECES), undefined],
  ] as [string, () => BodyInit, number | undefined][])(
    "arrives with its length when the length is known: %s",
    async (_name, body, length) => {
      relay.upstream.handle(digest);
      await mteFetch(relay.url, { method: "PUT", body: body(), duplex: "half" } as RequestInit);
      const { headers } = relay.upstream.seen[0] ?? {};
      expect(headers?.["content-length"]).toBe(length === undefined ? undefined : `${length}`);
    },
  );

  it("has its real length, whatever Content-Length the caller sets", async () => {
    relay.upstream.handle(mirror);
    const headers = { "content-length": "2" };
    expect(await (await mteFetch(relay.url, { method: "POST", body: "12345", headers })).text()).toBe("12345");
  });

  it("reaches the upstream while it is still being written when the call streams it", async () => {
    relay.upstream.handle(mirror);
    const pipe = new TransformStream<Uint8Array, Uint8Array>();
    const writer = pipe.writable.getWriter();
    const answer = mteFetch(`${relay.url}/`, {
      method: "POST",
      body: pipe.readable,
      duplex: "half",
      mte: { stream: true },
    } as object);
    await writer.write(Buffer.from("first"));
    const reader = ((await answer).body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("first");
    await writer.write(Buffer.from("second"));
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("second");
    await writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  it("fails the call when it fails in the middle, and is complete for nobody", async () => {
    relay.upstream.handle(digest);
    const pieces = [...LARGE_PIECES.slice(0, 12)];
    const body = new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece) controller.enqueue(piece);
        else controller.error(new Error("the disk is gone"));
      },
    });
    const call = mteFetch(`${relay.url}/`, { method: "POST", body, duplex: "half" } as RequestInit);
    await expect(call).rejects.toMatchObject({ code: "source", cause: { message: "the disk is gone" } });
    await Promise.all(relay.upstream.seen.map(({ over }) => over));
    expect(relay.upstream.seen.every(({ whole }) => !whole)).toBe(true);
  });

  it("is cancelled when the call fails", async () => {
    const { mteFetch } = createMteRelayClient({
      fetch: (url, init) => (init?.body instanceof ReadableStream ? Promise.reject(new TypeError("reset")) : fetch(url, init)),
    });
    const cancelled = Promise.withResolvers<unknown>();
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
      cancel: cancelled.resolve,
    });
    const error = await mteFetch(relay.url, { method: "POST", body, duplex: "half" } as RequestInit).catch((caught) => caught);
    expect(error).toMatchObject({ name: "RelayOutcomeUnknown", code: "network" });
    expect(await cancelled.promise).toBe(error);
  });

  it("must consist of bytes when it is a stream", async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue("text") });
    const call = mteFetch(`${relay.url}/`, { method: "POST", body, duplex: "half" } as RequestInit);
    await expect(call).rejects.toThrow(TypeError);
    expect(relay.upstream.seen).toEqual([]);
  });

  it("reports its upload progress", async () => {
    relay.upstream.handle(digest);
    for (const body of [LARGE, Buffer.from("small")]) {
      const reports: { loaded: number; total: number | undefined }[] = [];
      await mteFetch(`${relay.url}/`, { method: "POST", body, mte: { onUploadProgress: (progress) => reports.push(progress) } });
      expect(reports.at(-1)).toEqual({ loaded: body.length, total: body.length });
      expect(reports.every(({ loaded }, index) => loaded >= (reports[index - 1]?.loaded ?? 0))).toBe(true);
      if (body === LARGE) expect(reports.length).toBeGreaterThan(20);
    }
  });
});

describe("the body of an answer", () => {
  it("is passed on while it is still being written", async () => {
    let finish = () => {};
    relay.upstream.handle((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
      finish = () => response.end("data: 2\n\n");
    });
    const reader = ((await mteFetch(`${relay.url}/`)).body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: 1\n\n");
    finish();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: 2\n\n");
    expect((await reader.read()).done).toBe(true);
  });

  it("can be large, and reports its download progress", async () => {
    relay.upstream.handle((_request, response) => response.end(LARGE));
    const reports: number[] = [];
    const totals = new Set<number | undefined>();
    const onDownloadProgress = ({ loaded, total }: { loaded: number; total: number | undefined }) => {
      reports.push(loaded);
      totals.add(total);
    };
    const response = await mteFetch(`${relay.url}/`, {}, { onDownloadProgress });
    expect(response.headers.get("content-length")).toBe(`${LARGE.length}`);
    expect(digestOf(new Uint8Array(await response.arrayBuffer()))).toBe(digestOf(LARGE));
    expect(reports.at(-1)).toBe(LARGE.length);
    expect(reports.length).toBeGreaterThan(20);
    expect([...totals]).toEqual([LARGE.length]);
  });

  it("is not read ahead of a slow reader", async () => {
    let written = 0;
    relay.upstream.handle((_request, response) => {
      const more = () => {
        while (written < 400_000_000 && response.write(LARGE)) written += LARGE.length;
      };
      response.on("drain", more);
      more();
    });
    const response = await mteFetch(`${relay.url}/`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    // Lets everything between here and the upstream run; sockets buffer far less than the upstream would send.
    for (let turn = 0; turn < 5; turn++) await (await fetch(`${relay.url}/api/mte-echo`)).text();
    expect(written).toBeLessThan(60_000_000);
    await reader.cancel();
    expect(await relay.upstream.seen[0]?.over).toBe(false);
  });

  it("ends with an error when it is cut off", async () => {
    relay.upstream.handle((_request, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("part", () => response.destroy());
    });
    const response = await mteFetch(`${relay.url}/`, { method: "POST" });
    await expect(response.text()).rejects.toMatchObject({ name: "RelayError", code: "body" });
  });

  it("is cancelled up to the upstream when the caller cancels it", async () => {
    relay.upstream.handle((_request, response) => response.writeHead(200).write("part"));
    const response = await mteFetch(`${relay.url}/`);
    await response.body?.cancel("enough");
    expect(await relay.upstream.seen[0]?.over).toBe(false);
  });
});
