import type { Header } from "../../../relay-service/src/http/header.ts";
import type { Call } from "../../../relay-service/src/http1/call.ts";
import type { HttpClient } from "../../../relay-service/src/http1/http-client.ts";
import type { Request } from "../../../relay-service/src/http1/request.ts";

/** The result of a request: the complete answer, or an error. */
export interface Answered {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
  readonly error?: string;
  readonly isStale?: boolean;
}

/** A request under way. */
export interface PendingRequest {
  readonly call: Call;
  readonly answered: Promise<Answered>;
}

export interface Listeners {
  readonly onNew?: boolean;
  readonly onHead?: () => void;
  readonly onData?: () => void;
  readonly onEnd?: () => void;
}

/** Sends a request, a GET of "/" by default. The listeners are called before the answer resolves. */
export function ask(
  pool: HttpClient,
  request: Partial<Request> = {},
  { onNew = false, onHead = () => {}, onData = () => {}, onEnd = () => {} }: Listeners = {},
): PendingRequest {
  const { promise, resolve } = Promise.withResolvers<Answered>();
  let status = 0;
  let headers: readonly Header[] = [];
  let body = "";
  const call = pool.send(
    { method: "GET", target: "/", headers: [], body: null, bodyLength: null, ...request },
    {
      onHead: (given, lines) => {
        status = given;
        headers = lines;
        onHead();
      },
      onData: (piece) => {
        body += piece.toString("latin1");
        onData();
      },
      onEnd: () => {
        onEnd();
        resolve({ status, headers, body });
      },
      onError: (error, isStale) => resolve({ status, headers, body, error: error.message, isStale }),
    },
    onNew,
  );
  return { call, answered: promise };
}
