import type { IncomingMessage } from "node:http";
import type { BodyOpener, OpenedRequest } from "../codec/codec.ts";

const UNSEALED: BodyOpener = { push: (chunk) => [chunk], finish: () => [] };

/** A request of a pass-through route in the form of an opened one: nothing was sealed, and nothing will be. */
export function clearRequest(incoming: IncomingMessage, hasBody: boolean): OpenedRequest {
  return {
    target: (incoming.url ?? "/").slice(1),
    headers: [],
    body: hasBody ? UNSEALED : null,
    hidesPath: false,
    claim: null,
    isFresh: () => true,
    answer: (status, headers) => ({ status, headers: [...headers], body: null }),
    notDispatched: () => {
      throw new Error("a clear request has nothing that could be forged");
    },
  };
}
