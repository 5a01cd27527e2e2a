import type { XhrScript } from "./xhr-page.ts";

/** Content types and bodies in hex, of which each `responseType` makes something. */
const ANSWERS: readonly (readonly [type: string | undefined, hex: string])[] = [
  ["text/plain", "68c3a9"],
  ["text/plain;charset=iso-8859-1", "68e9"],
  ["text/plain; charset=nonsense", "68c3a9"],
  ["text/plain", "efbbbf68"],
  ["text/plain", "fffe6800"],
  ["application/json", "7b2261223a5b312c6e756c6c5d7d"],
  ["application/json", "efbbbf31"],
  ["application/json", "7b"],
  [undefined, "3c612f3e"],
  ["text/xml", "3c613e3c622f3e3c2f613e"],
  ["application/xml", "3c3f786d6c2076657273696f6e3d22312e302220656e636f64696e673d2269736f2d383835392d31223f3e3c613ee93c2f613e"],
  ["image/svg+xml", "3c73766720786d6c6e733d22687474703a2f2f7777772e77332e6f72672f323030302f737667222f3e"],
  ["text/xml", "3c613e"],
  ["text/html", "3c703e68c3a93c2f703e"],
  ["text/html", "3c6d65746120636861727365743d69736f2d383835392d313e3c703ee93c2f703e"],
  ["text/html;charset=utf-8", "3c7363726970743e746869732e783d313c2f7363726970743e3c703e61"],
  ["nonsense", "61"],
  ["text/plain", ""],
  ["text/html", ""],
  ["text/xml", ""],
];

/** As a text, because a page gets nothing but the text. */
const answerAs = (responseType: string, override: string | undefined) => `async ({ Xhr, next, origin, outcome }) => {
  const shown = [];
  for (const [type, hex] of ${JSON.stringify(ANSWERS)}) {
    const xhr = new Xhr();
    xhr.open("GET", origin + "/body?hex=" + hex + (type ? "&type=" + encodeURIComponent(type) : ""));
    xhr.responseType = ${JSON.stringify(responseType)};
    ${override ? `xhr.overrideMimeType(${JSON.stringify(override)});` : ""}
    const before = outcome(() => xhr.response);
    xhr.send();
    await next(xhr, "loadend");
    const show = async (value) => {
      if (value instanceof Blob) return ["blob", value.type, await value.text()];
      if (value instanceof ArrayBuffer) return ["buffer", [...new Uint8Array(value)]];
      if (value instanceof Document) {
        const { contentType, documentElement, body } = value;
        return ["document", contentType, documentElement && documentElement.outerHTML, body && body.textContent];
      }
      return value;
    };
    const { response } = xhr;
    shown.push([
      type,
      hex,
      before,
      await show(response),
      type === "application/json" || response === xhr.response,
      outcome(() => xhr.responseText),
      await show(outcome(() => xhr.responseXML)),
    ]);
  }
  return shown;
}`;

const TYPES = ["", "text", "json", "arraybuffer", "blob", "document", "nonsense"];

const values: Record<string, XhrScript> = {
  "what the class is": async ({ Xhr, outcome }) => {
    const xhr = new Xhr();
    return [
      xhr instanceof Xhr,
      Xhr.name,
      Xhr.length,
      Object.prototype.toString.call(xhr),
      [Xhr.UNSENT, Xhr.OPENED, Xhr.HEADERS_RECEIVED, Xhr.LOADING, Xhr.DONE, xhr.DONE],
      [xhr.readyState, xhr.status, xhr.statusText, xhr.responseURL, xhr.response, xhr.responseText, xhr.responseXML],
      [xhr.timeout, xhr.withCredentials, xhr.responseType, xhr.onload, xhr.upload.onload],
      xhr.upload instanceof XMLHttpRequestUpload,
      (() => {
        const names: string[] = [];
        for (const name in xhr) names.push(name);
        return names.filter((name) => name !== "mteError").sort();
      })(),
      outcome(() => (Xhr as unknown as () => void)()),
      xhr.getAllResponseHeaders(),
      xhr.getResponseHeader("x"),
    ];
  },
  "calls in the wrong state": async ({ Xhr, next, origin, outcome }) => {
    const xhr = new Xhr();
    const log: unknown[] = [outcome(() => xhr.send()), outcome(() => xhr.setRequestHeader("x-a", "1"))];
    xhr.withCredentials = true;
    xhr.open("GET", `${origin}/body?hex=61`);
    log.push(xhr.withCredentials);
    xhr.withCredentials = false;
    xhr.onreadystatechange = () => {
      log.push([
        xhr.readyState,
        outcome(() => xhr.send()),
        outcome(() => xhr.setRequestHeader("x-a", "1")),
        outcome(() => xhr.overrideMimeType("text/plain")),
        outcome(() => {
          xhr.responseType = "text";
        }),
        xhr.readyState > 1 &&
          outcome(() => {
            xhr.withCredentials = true;
          }),
      ]);
    };
    xhr.send();
    log.push(
      outcome(() => xhr.send()),
      outcome(() => xhr.setRequestHeader("x-a", "1")),
    );
    await next(xhr, "loadend");
    return log;
  },
  "arguments of open": async ({ Xhr, origin, outcome }) => {
    const tried = [
      ["GET"],
      ["G T", `${origin}/x`],
      ["TRACE", `${origin}/x`],
      ["get", `${origin}/x`],
      ["GET", "http://["],
      ["PATCH", new URL(`${origin}/x`)],
      ["GET", `${origin}/x`, true, null, undefined],
      ["GET", { toString: () => `${origin}/x` }],
    ];
    return tried.map((given) => {
      const xhr = new Xhr();
      return [outcome(() => xhr.open(...(given as [string, string]))), xhr.readyState];
    });
  },
  "a MIME type that is overridden before open, and stays": async ({ Xhr, next, origin }) => {
    const xhr = new Xhr();
    xhr.overrideMimeType("text/plain;charset=iso-8859-1");
    const shown = [];
    for (const hex of ["e9", "fc"]) {
      xhr.open("GET", `${origin}/body?hex=${hex}&type=text/plain`);
      xhr.send();
      await next(xhr, "loadend");
      shown.push(xhr.responseText);
    }
    return shown;
  },
  "a failed open of an open object": async ({ Xhr, next, origin, outcome }) => {
    const xhr = new Xhr();
    xhr.open("GET", `${origin}/body?hex=61`);
    xhr.send();
    const failed = outcome(() => xhr.open("G T", `${origin}/x`));
    await next(xhr, "loadend");
    return [failed, xhr.responseText];
  },
  "headers of a request": async ({ Xhr, next, origin, outcome }) => {
    const xhr = new Xhr();
    xhr.open("GET", `${origin}/echo`);
    xhr.setRequestHeader("X-A", " one ");
    xhr.setRequestHeader("x-a", "two");
    xhr.setRequestHeader("x-empty", "");
    xhr.setRequestHeader("Content-Length", "7");
    xhr.setRequestHeader("Host", "elsewhere.example");
    const refused = [["x a", "1"], ["x-b", "a\nb"], ["x-b", "\u20ac"], ["x-b"]].map((given) =>
      outcome(() => xhr.setRequestHeader(...(given as [string, string]))),
    );
    xhr.send();
    await next(xhr, "loadend");
    return [refused, JSON.parse(xhr.responseText)];
  },
  "headers of an answer": async ({ Xhr, next, origin, outcome }) => {
    const xhr = new Xhr();
    xhr.open("GET", `${origin}/headers`);
    xhr.send();
    await next(xhr, "loadend");
    const lines = xhr.getAllResponseHeaders().split("\r\n");
    return [
      lines.filter((line) => /^x(?!-content)|^$/.test(line)),
      ["X-TWICE", "x_under", "x-empty", "missing", "x-bytes", "set-cookie"].map((name) => xhr.getResponseHeader(name)),
      outcome(() => xhr.getResponseHeader("a b")),
    ];
  },
  "bodies of requests": async ({ Xhr, next, origin }) => {
    const form = new FormData();
    form.append("a", "1\n2");
    form.append("file", new Blob(["x"], { type: "text/css" }), 'n"ame.css');
    const html = new DOMParser().parseFromString("<!doctype html><p>é</p>", "text/html");
    const xml = new DOMParser().parseFromString("<a><b/></a>", "application/xml");
    const bodies: [unknown, string?][] = [
      ["é"],
      ["é", "text/css"],
      ["é", "text/css; charset=iso-8859-1"],
      ["é", "text/css;charset=utf-8"],
      [""],
      [null],
      [undefined],
      [7],
      [{}],
      [new URLSearchParams({ a: "é &" })],
      [new URLSearchParams({ a: "1" }), "text/own"],
      [form],
      [new Blob(["x"], { type: "text/Own" })],
      [new Blob(["x"])],
      [Uint8Array.of(1, 200).buffer],
      [new DataView(Uint8Array.of(1, 2, 200).buffer, 1)],
      [html],
      [xml],
      [xml, "text/xml;charset=latin1"],
      ["\ud800"],
    ];
    const shown = [];
    for (const [body, type] of bodies) {
      const xhr = new Xhr();
      xhr.open("POST", `${origin}/echo`);
      if (type) xhr.setRequestHeader("content-type", type);
      xhr.send(body as string);
      await next(xhr, "loadend");
      const seen = JSON.parse(xhr.responseText);
      const boundary = /boundary=(.*)$/.exec(seen["content-type"] ?? "")?.[1];
      if (boundary) delete seen["content-length"];
      shown.push(JSON.stringify(seen).replaceAll(boundary ?? "no boundary", "BOUNDARY"));
    }
    return shown;
  },
  "a GET with a body": async ({ Xhr, next, origin }) => {
    const xhr = new Xhr();
    xhr.open("get", `${origin}/echo`);
    xhr.send("ignored");
    await next(xhr, "loadend");
    return JSON.parse(xhr.responseText);
  },
};

/** What the properties are, and what is sent. */
export const COMPARED_VALUES: Readonly<Record<string, XhrScript | string>> = {
  ...values,
  ...Object.fromEntries(TYPES.map((type) => [`answers as "${type}"`, answerAs(type, undefined)])),
  ...Object.fromEntries(
    ["text/xml;charset=utf-8", "text/plain; charset=iso-8859-1", "nonsense"].flatMap((override) =>
      ["", "blob", "document"].map((type) => [`answers as "${type}", overridden to ${override}`, answerAs(type, override)]),
    ),
  ),
};
