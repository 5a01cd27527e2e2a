import type { Call } from "./call.ts";
import type { Request, ResponseHandler } from "./request.ts";

/** A client of one HTTP/1.1 server, with its connections. */
export interface HttpClient {
  /**
   * Sends a request. Throws InvalidRequest before anything was sent. `onNew`: on a connection that was never used, so that no server
   * is just closing it.
   */
  send(request: Request, handler: ResponseHandler, onNew?: boolean): Call;
  /** Cuts all connections. */
  close(): void;
}
