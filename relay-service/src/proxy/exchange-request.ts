import type { IncomingMessage, ServerResponse } from "node:http";
import type { OpenedRequest } from "../codec/codec.ts";
import type { Header } from "../http/header.ts";
import type { Origination } from "./request/forwarded.ts";

/** One request as it is handed to an exchange. */
export interface ExchangeRequest {
  /** Ours, for logs and the upstream. */
  readonly id: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly opened: OpenedRequest;
  readonly from: Origination;
  readonly cors: readonly Header[];
  /** False on a pass-through route: nothing is sealed, headers pass, the body streams at once. */
  readonly sealed: boolean;
}
