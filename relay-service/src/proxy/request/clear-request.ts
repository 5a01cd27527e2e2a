import type { IncomingMessage } from "node:http";
import type { BodyOpener, OpenedRequest, VerifiedOrigins } from "../../codec/codec.ts";

const UNSEALED: BodyOpener = { push: (chunk) => [chunk], finish: () => [] };

const NO_VERIFIED_ORIGINS: VerifiedOrigins = { relayOrigin: undefined, page: undefined, isForeignPage: false };

/** A request on a pass-through route, in the form of an opened one. Nothing was sealed, and the answer will not be. */
export function clearRequest(incoming: IncomingMessage, hasBody: boolean): OpenedRequest {
  return {
    target: (incoming.url ?? "/").slice(1),
    headers: [],
    body: hasBody ? UNSEALED : null,
    verifiedOrigins: NO_VERIFIED_ORIGINS,
    hidesPath: false,
    claim: null,
    isFresh: () => true,
    sealAnswer: (status, headers) => ({ status, headers: [...headers], body: null }),
    notDispatched: () => {
      throw new Error("a clear request cannot be forged, so there is no proof to give");
    },
  };
}
