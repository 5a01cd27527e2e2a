import { IncomingMessage, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Domain } from "../../../relay-service/src/proxy/domains.ts";
import type { ExchangeRequest } from "../../../relay-service/src/proxy/exchange-request.ts";
import { clearRequest } from "../../../relay-service/src/proxy/request/clear-request.ts";

export interface BodyRequestOptions {
  readonly sealed: boolean;
  readonly headers?: Record<string, string>;
  /** Whether the whole body has already arrived. */
  readonly complete?: boolean;
}

/** A request as far as its body goes, which the test pushes into `incoming` as Node's parser would. */
export function bodyRequest({ sealed, headers = {}, complete = false }: BodyRequestOptions): ExchangeRequest {
  const incoming = new IncomingMessage(new Socket());
  incoming.headers = headers;
  incoming.complete = complete;
  return {
    id: "1",
    incoming,
    outgoing: {} as ServerResponse,
    opened: clearRequest(incoming, true),
    from: { client: "192.0.2.1", network: "192.0.2.1", forwardedFor: "192.0.2.1", proto: "http" },
    domain: {} as Domain,
    cors: [],
    isSealed: sealed,
    trace: undefined,
  };
}
