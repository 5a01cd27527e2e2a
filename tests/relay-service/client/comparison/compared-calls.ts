import type { Call } from "./compared.ts";

export const init = (given: object) => given as RequestInit;
export const streamOf = (...pieces: string[]) =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
export const post = (body: () => unknown, more: object = {}): Call => {
  return (call, origin) => call(`${origin}/echo`, init({ method: "POST", body: body(), duplex: "half", ...more }));
};
export const get = (path: string, more: object = {}): Call => {
  return (call, origin) => call(`${origin}${path}`, init(more));
};
