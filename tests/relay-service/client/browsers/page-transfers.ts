import type * as Client from "../../../../relay-service/client/mte-relay-client.d.mts";
import type { PageCheck } from "./page-check.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;

/** The page checks of bodies. */
export const PAGE_TRANSFERS: Readonly<Record<string, PageCheck>> = {
  "uploads a form with a file": {
    run: async ({ relay }) => {
      const form = new FormData();
      form.append("field", "välue");
      form.append("file", new File([new Uint8Array(2_000_000).fill(7)], "näme.bin"));
      const back = await (await mteFetch(`${relay}/echo`, { method: "POST", body: form })).formData();
      const file = back.get("file") as File;
      return [back.get("field"), file.name, file.size];
    },
    gives: ["välue", "näme.bin", 2_000_000],
  },
  "uploads with progress": {
    run: async ({ relay }) => {
      const parts: number[] = [];
      const onUploadProgress = ({ loaded, total }: { loaded: number; total: number | undefined }) => {
        parts.push(loaded / (total ?? 0));
      };
      const body = new Blob([new Uint8Array(8_000_000)]);
      const answer = await mteFetch(`${relay}/count`, { method: "PUT", body, mte: { onUploadProgress } });
      const rises = parts.every((part, index) => part >= (parts[index - 1] ?? 0));
      return [await answer.text(), parts.length > 0 && rises, parts.at(-1)];
    },
    gives: ["8000000", true, 1],
  },
  "sends a stream": {
    run: async ({ relay }) => {
      const send = async (stream: boolean, pieces: number) => {
        let left = pieces;
        const body = new ReadableStream({
          pull(controller) {
            if (left-- > 0) controller.enqueue(new Uint8Array(100_000));
            else controller.close();
          },
        });
        const init = { method: "POST", body, duplex: "half", mte: { stream } };
        return (await mteFetch(`${relay}/count`, init)).text();
      };
      return [await send(false, 20), await send(true, 20), await send(true, 0), await send(true, 20)];
    },
    gives: ["2000000", "2000000", "0", "2000000"],
  },
  "downloads with progress": {
    run: async ({ relay }) => {
      let loadedBytes = 0;
      const onDownloadProgress = ({ loaded }: { loaded: number }) => {
        loadedBytes = loaded;
      };
      const bytes = new Uint8Array(await (await mteFetch(`${relay}/large`, {}, { onDownloadProgress })).arrayBuffer());
      return [bytes.every((byte) => byte === 3), bytes.length, loadedBytes];
    },
    gives: [true, 5_000_000, 5_000_000],
  },
  "reads an answer while it is being written, and aborts in the middle of it": {
    run: async ({ relay }) => {
      const controller = new AbortController();
      const response = await mteFetch(`${relay}/never-ends`, { signal: controller.signal });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const first = new TextDecoder().decode((await reader.read()).value);
      const next = reader.read();
      controller.abort(new Error("my reason"));
      const other = new AbortController();
      const text = (await mteFetch(`${relay}/never-ends`, { signal: other.signal })).text();
      other.abort();
      return [first, await next.catch((error: Error) => error.message), await text.catch((error: Error) => error.name)];
    },
    gives: ["first", "my reason", "AbortError"],
  },
  "reads an early answer to an upload, and the relay's own": {
    run: async ({ relay }) => {
      const body = new Blob([new Uint8Array(10_000_000)]);
      const answers = [];
      for (const path of ["early/401", "early/403", "early/413", "early/421"]) {
        const answer = await mteFetch(`${relay}/${path}`, { method: "POST", body });
        answers.push([answer.status, await answer.text()]);
      }
      const large = await mteFetch(`${relay}/count`, { method: "POST", body: new Blob([body, body, body, "x"]) });
      return [...answers, [large.status, await large.text()]];
    },
    gives: [
      [401, "early"],
      [403, "early"],
      [413, "early"],
      [421, "early"],
      [413, '{"error":"too-large"}'],
    ],
  },
  "reports the length of an answer, and so its progress": {
    run: async ({ relay }) => {
      const totals = new Set<number | undefined>();
      const onDownloadProgress = ({ total }: { total: number | undefined }) => totals.add(total);
      const answer = await mteFetch(`${relay}/large`, {}, { onDownloadProgress });
      const length = answer.headers.get("content-length");
      await answer.arrayBuffer();
      return [length, ...totals];
    },
    gives: ["5000000", 5_000_000],
  },
  "supports readers with their own buffer where the browser's own answers do": {
    run: async ({ relay }) => {
      const readAll = async (answer: Response) => {
        const reader = (answer.body as ReadableStream<Uint8Array>).getReader({ mode: "byob" });
        let length = 0;
        for (;;) {
          const { done, value } = await reader.read(new Uint8Array(10_000));
          if (done) return length;
          length += value.length;
        }
      };
      const own = await readAll(await mteFetch(`${relay}/large`)).catch(({ name }: Error) => name);
      const clear = await fetch(`${relay}/page`);
      const readers = Promise.resolve().then(() => (clear.body as ReadableStream).getReader({ mode: "byob" }).cancel());
      return own === 5_000_000 || own === (await readers.catch(({ name }: Error) => name));
    },
    gives: true,
  },
  "reports an abort to idle readers": {
    run: async ({ relay }) => {
      const controller = new AbortController();
      const { body } = await mteFetch(`${relay}/never-ends`, { signal: controller.signal });
      const reader = (body as ReadableStream).getReader();
      controller.abort();
      const nameOf = ({ name }: Error) => name;
      return [await reader.closed.catch(nameOf), await reader.cancel().catch(nameOf), await reader.read().catch(nameOf)];
    },
    gives: ["AbortError", "AbortError", "AbortError"],
  },
  "sends the stream of an init instead of the body of its Request": {
    run: async ({ relay }) => {
      const request = new Request(`${relay}/echo`, { method: "POST", body: "old" });
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("new"));
          controller.close();
        },
      });
      const answer = await mteFetch(request, { body, duplex: "half" } as RequestInit);
      return answer.text();
    },
    gives: "new",
  },
  "refuses a keepalive body that is too long for browsers, and sends shorter ones": {
    run: async ({ relay }) => {
      const send = (bytes: number) =>
        mteFetch(`${relay}/count`, { method: "POST", body: new Uint8Array(bytes), keepalive: true }).then(
          (answer) => answer.text(),
          ({ code }: { code: string }) => code,
        );
      return [await send(65_400), await send(65_401), await send(2_000_000)];
    },
    gives: ["65400", "keepalive", "keepalive"],
  },
};
