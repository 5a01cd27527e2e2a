import type { Call } from "./compared.ts";
import { get, init } from "./compared-calls.ts";

const aborts: Record<string, Call> = {
  "a signal that is aborted": get("/echo", { signal: AbortSignal.abort() }),
  "a signal that is aborted with a reason": get("/echo", { signal: AbortSignal.abort(new RangeError("mine")) }),
  "a signal that is aborted with no error": get("/echo", { signal: AbortSignal.abort("text") }),
  ...Object.fromEntries(
    [{ method: "A B" }, { mode: "none" }, { headers: { "a b": "" } }, { body: "x" }, { redirect: "x" }, { window: 1 }].map(
      (wrong) => [
        `a signal that is aborted, and ${JSON.stringify(wrong)}`,
        get("/echo", { signal: AbortSignal.abort(), ...wrong }),
      ],
    ),
  ),
  "a signal that is aborted, and an invalid url": (call) => call("http://[", { signal: AbortSignal.abort() }),
  "a signal that is aborted, and a url with a password": (call) => call("http://u:p@a/", { signal: AbortSignal.abort() }),
  "a signal that is aborted, and an unknown scheme": (call) => call("foo://bar", { signal: AbortSignal.abort() }),
  "a signal that is aborted, and a Request with a body": async (call, origin) => {
    const request = new Request(`${origin}/echo`, { method: "POST", body: "x", signal: AbortSignal.abort() });
    const error = await (call(request) as Promise<unknown>).catch(({ name }: Error) => name);
    return [error, request.bodyUsed];
  },
  "a signal that is aborted, and a stream, at once": async (call, origin) => {
    const events: string[] = [];
    const body = new ReadableStream({ cancel: ({ name }) => void events.push(`cancelled by ${name}`) });
    const done = call(`${origin}/echo`, init({ method: "POST", body, duplex: "half", signal: AbortSignal.abort() }));
    events.push("called");
    await done.catch(({ name }: Error) => events.push(name));
    return events;
  },
  "an abort before the answer is read": async (call, origin) => {
    const controller = new AbortController();
    const answer = await call(`${origin}/never-ends`, { signal: controller.signal });
    controller.abort();
    const names = [];
    names.push(await answer.text().catch(({ name }: Error) => name));
    names.push(answer.bodyUsed);
    return names;
  },
  ...Object.fromEntries(
    (["text", "json", "blob", "bytes", "arrayBuffer", "formData"] as const).map((reader) => [
      `${reader}() after an abort, and after that`,
      async (call, origin) => {
        const controller = new AbortController();
        const answer = await call(`${origin}/never-ends`, { signal: controller.signal });
        controller.abort();
        const names = [await answer[reader]().catch(({ name }: Error) => name)];
        names.push(await answer[reader]().catch((error: Error) => (error instanceof Error ? "an error" : "none")));
        return [...names, answer.bodyUsed];
      },
    ]),
  ),
  "an abort of a reader": async (call, origin) => {
    const controller = new AbortController();
    const answer = await call(`${origin}/never-ends`, { signal: controller.signal });
    const reader = (answer.body as ReadableStream).getReader();
    controller.abort();
    return [
      await reader.closed.catch(({ name }: Error) => name),
      await reader.read().catch(({ name }: Error) => name),
      await reader.cancel().catch(({ name }: Error) => name),
    ];
  },
  "an abort, and then cancel": async (call, origin) => {
    const controller = new AbortController();
    const answer = await call(`${origin}/never-ends`, { signal: controller.signal });
    controller.abort();
    return (answer.body as ReadableStream).cancel().catch(({ name }: Error) => name);
  },
  "an abort with a reason while a reader waits": async (call, origin) => {
    const controller = new AbortController();
    const answer = await call(`${origin}/never-ends`, { signal: controller.signal });
    const reader = (answer.body as ReadableStream).getReader();
    await reader.read();
    const next = reader.read();
    controller.abort(new RangeError("mine"));
    return Promise.all([next, reader.closed, reader.cancel()].map((promise) => promise.catch(({ name }: Error) => name)));
  },
  "a cancelled answer": async (call, origin) => {
    const answer = await call(`${origin}/never-ends`);
    const cancelled = await answer.body?.cancel("why");
    return [cancelled ?? "undefined", answer.bodyUsed, await answer.text().catch((error: Error) => error instanceof TypeError)];
  },
  "a cancelled reader": async (call, origin) => {
    const reader = ((await call(`${origin}/never-ends`)).body as ReadableStream).getReader();
    await reader.read();
    await reader.cancel("why");
    return [(await reader.closed) ?? "closed", (await reader.read()).done];
  },
  "a cut answer": async (call, origin) => {
    const reader = ((await call(`${origin}/cut`)).body as ReadableStream).getReader();
    const closed = reader.closed.catch((error: Error) => error instanceof TypeError);
    const all = async () => {
      while (!(await reader.read()).done);
    };
    return [
      await all().catch((error: Error) => error instanceof TypeError),
      await closed,
      await reader.cancel().catch((error: Error) => error instanceof TypeError),
    ];
  },
  "a cut answer that nobody reads": async (call, origin) => {
    const reader = ((await call(`${origin}/cut`)).body as ReadableStream).getReader();
    return reader.closed.catch((error: Error) => error instanceof TypeError);
  },
  "a reader that brings its own buffer": async (call, origin) => {
    const reader = ((await call(`${origin}/long`)).body as ReadableStream).getReader({ mode: "byob" });
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(1000));
      if (done) return [length, value?.byteLength];
      length += value.length;
    }
  },
  "a reader that brings its own buffer to an empty answer": async (call, origin) => {
    const reader = ((await call(`${origin}/empty`)).body as ReadableStream).getReader({ mode: "byob" });
    const { done, value } = await reader.read(new Uint8Array(10));
    return [done, value?.byteLength];
  },
  "an answer that is teed": async (call, origin) => {
    const [one, two] = ((await call(`${origin}/long`)).body as ReadableStream).tee();
    const texts = await Promise.all([new Response(one).text(), new Response(two).text()]);
    return texts.map((text) => text.length);
  },
};

/** Calls and answers that end early. */
export const COMPARED_ENDS: Readonly<Record<string, Call>> = {
  ...aborts,
};
