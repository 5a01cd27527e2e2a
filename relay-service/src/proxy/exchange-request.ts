import type { IncomingMessage, ServerResponse } from "node:http";
import type { OpenedRequest } from "../codec/codec.ts";
import type { Header } from "../http/header.ts";
import type { ExchangeTrace } from "../telemetry/exchange-trace.ts";
import type { Domain } from "./domains.ts";
import type { RequestSource } from "./request/request-source.ts";

/** The request of an exchange. */
export interface ExchangeRequest {
  /** The relay's request id, for logs and the upstream. */
  readonly id: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly opened: OpenedRequest;
  readonly from: RequestSource;
  /** The one that the request's host leads to. */
  readonly domain: Domain;
  readonly cors: readonly Header[];
  /** False on a pass-through route: then nothing is sealed, clear headers pass, and the body streams at once. */
  readonly isSealed: boolean;
  /** Undefined when the relay exports no traces. */
  readonly trace: ExchangeTrace | undefined;
}
