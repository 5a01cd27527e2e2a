import type { Call } from "./compared.ts";
import { get, init, post, streamOf } from "./compared-calls.ts";

const bytes = Uint8Array.of(0, 1, 2, 255);

const bodies: Record<string, Call> = {
  "a text": post(() => "täxt"),
  "an empty text": post(() => ""),
  "no body": post(() => undefined),
  "a null body": post(() => null),
  "a number": post(() => 7),
  "an object": post(() => ({ a: 1 })),
  "an array": post(() => [1, 2]),
  "form fields": post(() => new URLSearchParams({ a: "b c", d: "é&" })),
  "empty form fields": post(() => new URLSearchParams()),
  "an array buffer": post(() => bytes.buffer),
  "a shared part of an array": post(() => bytes.subarray(1, 3)),
  "a data view": post(() => new DataView(bytes.buffer, 2)),
  "an array of 16 bits": post(() => new Uint16Array([1, 2])),
  "a blob": post(() => new Blob(["blob"], { type: "Text/X; a=B" })),
  "a blob without type": post(() => new Blob(["blob"])),
  "an empty blob": post(() => new Blob([], { type: "text/x" })),
  "a file": post(() => new File(["file"], "name.txt", { type: "text/y" })),
  "a stream": post(() => streamOf("one", "two")),
  "a stream without chunks": post(() => streamOf()),
  "an async iterable": post(() =>
    (async function* () {
      yield new TextEncoder().encode("yielded");
    })(),
  ),
  "a text with its own type": post(() => "{}", { headers: { "content-type": "application/json" } }),
  "a form with its own type": post(() => new URLSearchParams("a=b"), { headers: { "content-type": "text/own" } }),
  "a stream without duplex": post(() => streamOf("x"), { duplex: undefined }),
  "a stream that is in use": post(() => {
    const stream = streamOf("x");
    stream.getReader();
    return stream;
  }),
  "a stream that was read": async (call, origin) => {
    const stream = streamOf("x", "y");
    const reader = stream.getReader();
    await reader.read();
    reader.releaseLock();
    return call(`${origin}/echo`, init({ method: "POST", body: stream, duplex: "half" }));
  },
  "a stream with keepalive": post(() => streamOf("x"), { keepalive: true }),
  "a body with GET": post(() => "x", { method: "GET" }),
  "a body with HEAD": post(() => "x", { method: "head" }),
  "an empty body with GET": post(() => "", { method: "GET" }),
  "a null body with GET": post(() => null, { method: "GET" }),
  "a body with DELETE": post(() => "x", { method: "DELETE" }),
  "a body with OPTIONS": post(() => "x", { method: "OPTIONS" }),
};

const methods: Record<string, Call> = Object.fromEntries(
  [
    "GET",
    "get",
    "Head",
    "post",
    "PuT",
    "delete",
    "options",
    "PATCH",
    "PROPFIND",
    "TRACE",
    "CONNECT",
    "trace",
    "A B",
    "",
    "QUERY",
    "PURGE",
  ].map((method) => [`the method ${JSON.stringify(method)}`, get("/echo", { method })]),
);

const urls: Record<string, Call> = Object.fromEntries(
  [
    "",
    "/",
    "/?",
    "/a?#x",
    "/a#x?y",
    "/a?q=100%",
    "/a?q=%zz&r=%",
    "/a?b=c d\"e'f<g>h`i|j^k{l}",
    "/a?ä=ö",
    "/ä/b",
    "/a b",
    "/a/../b",
    "/a/./b/%2e%2e/c",
    "/a;b=c,d:e@f!$&'()*+=",
    "/a%2Fb",
    "/a//b",
    "/a?b?c",
    "/a?b=1&b=2&&",
    "/%41",
    "/~user/-_.",
    "/a\\b",
    "/a?b=[c]",
    "/[a]|b^",
    "/a\tb\nc",
  ].map((path) => [`the url ${JSON.stringify(path)}`, get(path)]),
);

const headers: Record<string, Call> = Object.fromEntries(
  (
    [
      [
        "pairs",
        [
          ["x-a", "1"],
          ["X-A", "2"],
        ],
      ],
      ["Headers", new Headers({ "X-A": " spaced " })],
      ["a Map", new Map([["x-a", "1"]])],
      ["a value of bytes", { "x-a": "caf\xe9" }],
      ["a value beyond bytes", { "x-a": "\u20ac" }],
      ["an empty value", { "x-a": "" }],
      ["a tab", { "x-a": "a\tb" }],
      ["a value with a line break", { "x-a": "a\r\nb" }],
      ["a value with NUL", { "x-a": "a\0b" }],
      ["a value with a bell", { "x-a": "a\x07b" }],
      ["a value with DEL", { "x-a": "a\x7fb" }],
      ["an empty name", { "": "x" }],
      ["a name with a space", { "x a": "1" }],
      ["a name beyond ASCII", { ä: "1" }],
      ["a pair of three", [["a", "b", "c"]]],
      ["a symbol", { a: Symbol("x") }],
      ["a number", { "x-a": 7 }],
      ["accept", { accept: "text/own" }],
      ["accept-language", { "accept-language": "de" }],
      ["user-agent", { "user-agent": "own" }],
      ["authorization", { authorization: "Bearer x" }],
      ["cookie", { cookie: "a=b" }],
      ["range", { range: "bytes=0-1" }],
      ["content-type without a body", { "content-type": "text/own" }],
      ["if-none-match", { "if-none-match": '"x"' }],
      ["cache-control", { "cache-control": "no-store" }],
      ["pragma", { pragma: "x" }],
      ["date", { date: "x" }],
      ["dnt", { dnt: "1" }],
      ["referer", { referer: "http://a.example/" }],
      ["sec-x", { "sec-x": "1" }],
      ["proxy-x", { "proxy-x": "1" }],
      ["constructor", { constructor: "1", __proto__: null, toString: "2" }],
    ] as const
  ).map(([name, value]) => [`headers: ${name}`, get("/echo", { headers: value })]),
);

/** Bodies of all kinds, methods, urls and headers. */
export const COMPARED_REQUESTS: Readonly<Record<string, Call>> = {
  ...bodies,
  ...methods,
  ...urls,
  ...headers,
};
