import type { Call } from "./call.ts";
import type { Request, ResponseHandler } from "./request.ts";

/** An HTTP/1.1 client for one server, with its connections. */
export interface HttpClient {
  /**
   * Sends a request. Throws InvalidRequest before it sends anything. `onNewConnection`: uses a new connection, which the server cannot be
   * about to close.
   */
  send(request: Request, handler: ResponseHandler, onNewConnection?: boolean): Call;
  /** Destroys all connections. */
  close(): void;
}
