import type { Call } from "./compared.ts";
import { get } from "./compared-calls.ts";

const answers: Record<string, Call> = {
  ...Object.fromEntries(
    [
      200, 201, 202, 203, 204, 205, 206, 300, 304, 400, 401, 403, 404, 407, 408, 409, 413, 418, 421, 425, 429, 431, 500, 501, 502,
      503, 504, 511, 559, 560, 566, 569, 599,
    ].flatMap((status) => [
      [`an answer with status ${status}`, get(`/status/${status}`)],
      [`an answer to POST with status ${status}`, get(`/status/${status}`, { method: "POST", body: "x" })],
    ]),
  ),
  "an answer to HEAD": get("/length", { method: "HEAD" }),
  "an answer with many headers": get("/headers"),
  "an empty answer": get("/empty"),
  "a long answer": get("/long"),
  "an answer without length": get("/chunked"),
  "a clone": async (call, origin) => {
    const answer = await call(`${origin}/chunked`);
    const clone = answer.clone();
    return [clone.url, clone.type, clone.redirected, await clone.text(), await answer.text(), answer.bodyUsed];
  },
  "an answer that is read twice": async (call, origin) => {
    const answer = await call(`${origin}/chunked`);
    const first = await answer.text();
    const again = await answer.text().catch((error: Error) => error instanceof TypeError);
    const cloned = await Promise.resolve()
      .then(() => answer.clone())
      .catch((error: Error) => error instanceof TypeError);
    return [first, again, cloned];
  },
  "the readers of an answer": async (call, origin) => {
    const type = { headers: { "content-type": "application/x-www-form-urlencoded" }, method: "POST", body: "a=1" };
    const json = await (await call(`${origin}/echo`, { method: "POST", body: '{"a":1}' })).json();
    const form = await (await call(`${origin}/echo`, type)).formData();
    const blob = await (await call(`${origin}/echo`, type)).blob();
    const buffer = await (await call(`${origin}/echo`, type)).arrayBuffer();
    const raw = await (await call(`${origin}/echo`, type)).bytes();
    return [json, [...form], blob.type, blob.size, buffer.byteLength, raw.constructor.name];
  },
  "a body that is no JSON": async (call, origin) =>
    (await call(`${origin}/echo`, { method: "POST", body: "{" })).json().catch((error: Error) => error.name),
  "what a response is": async (call, origin) => {
    const answer = await call(`${origin}/chunked`);
    const shown = Object.prototype.toString.call(answer);
    const { body } = answer;
    const facts = [shown, answer instanceof Response, body === answer.body, body instanceof ReadableStream, body?.locked];
    const assigned = [
      (() => {
        try {
          (answer as { url: string }).url = "x";
        } catch {
          return "refused";
        }
        return answer.url;
      })(),
    ];
    return [...facts, ...assigned, await answer.text()];
  },
  "the keys of a response": async (call, origin) => {
    const answer = await call(`${origin}/chunked`);
    await answer.text();
    return [Object.keys(answer), JSON.stringify(answer)];
  },
};

const redirects: Record<string, Call> = {
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].flatMap((status) =>
      ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"].flatMap((method) =>
        ["follow", "manual", "error"].map((redirect) => [
          `${redirect} ${status} after ${method}`,
          get(`/redirect/${status}?to=/echo`, {
            method,
            redirect,
            body: method === "POST" || method === "PUT" ? "x" : undefined,
            headers: { "x-a": "1", "content-type": "text/own", "content-language": "de" },
          }),
        ]),
      ),
    ),
  ),
  ...Object.fromEntries(
    ["follow", "manual", "error"].flatMap((redirect) => [
      [`${redirect} 302 without a location`, get("/status/302", { redirect })],
      [`${redirect} 300 with a location`, get("/redirect/300?to=/echo", { redirect })],
      [`${redirect} 304 with a location`, get("/redirect/304?to=/echo", { redirect })],
      [`${redirect} 302 to nowhere`, get("/redirect/302?to=http:%2F%2F%5B", { redirect })],
      [`${redirect} 302 to data:`, get("/redirect/302?to=data:text/plain,x", { redirect })],
    ]),
  ),
  ...Object.fromEntries(
    ["echo", "?x", "#y", "./echo?a=b#c", "../echo", "/a b", "/%41?q=100%", "/ä", "//HOST/echo", "."].map((to) => [
      `a redirect to ${to}`,
      get(`/redirect/302?to=${encodeURIComponent(to)}#fragment`),
    ]),
  ),
  "21 redirects": get("/count/21"),
  "20 redirects": get("/count/20"),
  "a redirect with an empty location": get("/redirect/302?to="),
  "a redirect of a stream that becomes GET": get("/redirect/303?to=/echo", {
    method: "POST",
    body: undefined,
  }),
};

/** Answers, and redirects. */
export const COMPARED_ANSWERS: Readonly<Record<string, Call>> = {
  ...answers,
  ...redirects,
};
