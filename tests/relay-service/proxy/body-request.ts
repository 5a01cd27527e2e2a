import type { IncomingMessage, ServerResponse } from "node:http";
import type { PassThrough } from "node:stream";
import { clearRequest } from "../../../relay-service/src/proxy/clear-request.ts";
import type { ExchangeRequest } from "../../../relay-service/src/proxy/exchange-request.ts";

export interface BodyRequestOptions {
  readonly sealed: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether all of the body has come already. */
  readonly complete?: boolean;
}

/** A request as far as its body goes, which comes from `stream`. */
export function bodyRequest(
  stream: PassThrough,
  { sealed, headers = {}, complete = false }: BodyRequestOptions,
): ExchangeRequest {
  const incoming = Object.assign(stream, { headers, complete }) as unknown as IncomingMessage;
  return {
    id: "1",
    incoming,
    outgoing: {} as ServerResponse,
    opened: clearRequest(incoming, true),
    from: { client: "192.0.2.1", forwardedFor: "192.0.2.1", proto: "http" },
    cors: [],
    sealed,
  };
}
