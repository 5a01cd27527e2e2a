import type { Call } from "./compared.ts";
import { get, init, streamOf } from "./compared-calls.ts";

class Members {
  get method() {
    return "PUT";
  }
  headers = { "x-own": "1" };
  get body() {
    return "inherited";
  }
}

/** The order in which the members of an init are read, and how often. */
const reads: Call = async (call, origin) => {
  const read: string[] = [];
  const names =
    "body cache credentials duplex headers integrity keepalive method mode redirect referrer referrerPolicy signal window";
  const given = {};
  for (const name of names.split(" ").reverse()) {
    Object.defineProperty(given, name, {
      get: () => {
        read.push(name);
        return undefined;
      },
    });
  }
  await (await call(`${origin}/echo`, given)).text();
  return read;
};

const requests: Record<string, Call> = {
  "a Request": (call, origin) => call(new Request(`${origin}/echo`, { method: "PUT", body: "x", headers: { "x-a": "1" } })),
  "a URL": (call, origin) => call(new URL(`${origin}/echo?x`)),
  "an object with a url as its text": (call, origin) => call({ toString: () => `${origin}/echo` } as unknown as string),
  "a symbol": (call) => call(Symbol("x") as unknown as string),
  nothing: (call) => (call as () => Promise<Response>)(),
  "a Request that has been used": async (call, origin) => {
    const request = new Request(`${origin}/echo`, { method: "POST", body: "x" });
    await request.text();
    return call(request);
  },
  "a Request that is used by the call": async (call, origin) => {
    const request = new Request(`${origin}/echo`, { method: "POST", body: "x" });
    await (await call(request)).text();
    return [request.bodyUsed, await (call(request) as Promise<Response>).catch((error: Error) => error instanceof TypeError)];
  },
  "a Request with another body": (call, origin) =>
    call(new Request(`${origin}/echo`, { method: "POST", body: "old", headers: { "x-a": "1" } }), { body: "new" }),
  "a Request with a stream over its body": async (call, origin) => {
    const request = new Request(`${origin}/echo`, { method: "POST", body: "old" });
    const answer = await call(request, init({ body: streamOf("new"), duplex: "half" }));
    return [await answer.text(), request.bodyUsed];
  },
  "a Request with a null body": (call, origin) =>
    call(new Request(`${origin}/echo`, { method: "POST", body: "old" }), { body: null }),
  "a Request with other headers": (call, origin) =>
    call(new Request(`${origin}/echo`, { method: "POST", body: "x", headers: { "x-a": "1" } }), { headers: { "x-b": "2" } }),
  "a Request as init": (call, origin) =>
    call(`${origin}/echo`, new Request(`${origin}/other`, { method: "DELETE", headers: { "x-a": "1" }, body: "of the init" })),
  "a Request without body as init": (call, origin) =>
    call(`${origin}/echo`, new Request(`${origin}/other`, { method: "DELETE", headers: { "x-a": "1" }, redirect: "manual" })),
  "a Request as init that has been aborted": (call, origin) =>
    call(`${origin}/echo`, new Request(`${origin}/other`, { signal: AbortSignal.abort() })),
  "a clone of a Request": async (call, origin) => {
    const request = new Request(`${origin}/echo`, { method: "POST", body: "x" });
    const clone = request.clone();
    return [await (await call(request)).text(), await (await call(clone)).text()];
  },
  "a Request of a class of its own": (call, origin) => {
    class Own extends Request {}
    return call(new Own(`${origin}/echo`, { method: "PUT", body: "x" }));
  },
  "a Request of which only its prototype is left": (call) => call(Object.create(Request.prototype)),
};

const inits: Record<string, Call> = {
  "a null init": (call, origin) => call(`${origin}/echo`, null as unknown as RequestInit),
  "an undefined init": (call, origin) => call(`${origin}/echo`, undefined),
  "a number as init": (call, origin) => call(`${origin}/echo`, 7 as unknown as RequestInit),
  "a text as init": (call, origin) => call(`${origin}/echo`, "x" as unknown as RequestInit),
  "an array as init": (call, origin) => call(`${origin}/echo`, [] as unknown as RequestInit),
  "an init without prototype": (call, origin) =>
    call(`${origin}/echo`, Object.assign(Object.create(null), { method: "PUT", body: "x" })),
  "an init with inherited members": (call, origin) =>
    call(`${origin}/echo`, Object.create({ method: "PUT", headers: { "x-a": "1" }, body: "x" })),
  "an init with getters of a class": (call, origin) => call(`${origin}/echo`, new Members() as unknown as RequestInit),
  "an init whose getter throws": (call, origin) =>
    call(`${origin}/echo`, {
      get method(): string {
        throw new RangeError("of the getter");
      },
    }),
  "an init with undefined members": get("/echo", { method: undefined, headers: undefined, body: undefined, signal: undefined }),
  "the members that are read": reads,
  ...Object.fromEntries(
    (
      [
        ["mode", "none"],
        ["mode", "navigate"],
        ["mode", "same-origin"],
        ["credentials", "none"],
        ["cache", "none"],
        ["cache", "no-store"],
        ["cache", "reload"],
        ["cache", "no-cache"],
        ["cache", "force-cache"],
        ["redirect", "none"],
        ["referrer", "http://a b"],
        ["referrer", ""],
        ["referrerPolicy", "none"],
        ["referrerPolicy", "no-referrer"],
        ["integrity", ""],
        ["keepalive", true],
        ["window", null],
        ["window", "x"],
        ["signal", null],
        ["signal", {}],
        ["signal", "x"],
        ["signal", { aborted: true }],
        ["duplex", "full"],
        ["duplex", "half"],
        ["priority", "high"],
        ["method", null],
        ["headers", null],
        ["headers", 7],
      ] as const
    ).map(([name, value]) => [`${name}: ${JSON.stringify(value)}`, get("/echo", { [name]: value })]),
  ),
};

/** Requests, inits, and values that are neither. */
export const COMPARED_INITS: Readonly<Record<string, Call>> = {
  ...requests,
  ...inits,
};
