import { type Agent, type ClientRequest, type RequestOptions, request as requestClear } from "node:http";
import { request as requestTls } from "node:https";
import type { Call } from "./call.ts";
import type { HttpClient } from "./http-client.ts";
import { createNodeAgent } from "./node-agent.ts";
import { NodeExchange } from "./node-exchange.ts";
import { allowsReuse, type Request, type ResponseHandler, requestFraming, requestHead } from "./request.ts";
import { MAX_HEAD_BYTES } from "./response-parser.ts";

/**
 * `node:http` and `node:https` with an agent behind our interface: for who would rather rely on Node's own client than on
 * {@link ConnectionPool}. It takes more time for each request, and it loses the answer of a server that resets the connection right after it.
 */
export class NodeHttpClient implements HttpClient {
  readonly #url: URL;
  readonly #connectTimeoutMs: number;
  readonly #agent: Agent;
  readonly #open = new Set<NodeExchange>();

  constructor(url: URL, connectTimeoutMs: number) {
    this.#url = url;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#agent = createNodeAgent(url, connectTimeoutMs);
  }

  send(request: Request, handler: ResponseHandler, onNew = false): Call {
    // Node's own checks are not ours: what one client refuses, the other must refuse.
    requestHead(request, this.#url.host);
    // Only an agent of its own surely opens a connection.
    const agent = onNew ? createNodeAgent(this.#url, this.#connectTimeoutMs) : this.#agent;
    const outgoing = this.#request(request, agent);
    const exchange = new NodeExchange(outgoing, request, handler);
    this.#open.add(exchange);
    outgoing.once("close", () => {
      this.#open.delete(exchange);
      if (onNew) agent.destroy();
    });
    return exchange.start();
  }

  close(): void {
    this.#agent.destroy();
    for (const exchange of this.#open) exchange.cut();
  }

  #request(request: Request, agent: Agent): ClientRequest {
    const { protocol, hostname, port, host } = this.#url;
    const options: RequestOptions = {
      agent,
      host: hostname.replace(/^\[|\]$/g, ""),
      port,
      method: request.method,
      path: request.target,
      maxHeaderSize: MAX_HEAD_BYTES,
      setHost: false,
    };
    const outgoing = protocol === "https:" ? requestTls(options) : requestClear(options);
    // 0 is no limit: Node would drop the lines above one without a word.
    outgoing.maxHeadersCount = 0;
    outgoing.setHeader("host", host);
    outgoing.setHeader("connection", allowsReuse(request) ? "keep-alive" : "close");
    const { headers } = request;
    for (let index = 0; index < headers.length; index += 2)
      outgoing.appendHeader(headers[index] as string, headers[index + 1] as string);
    const framing = requestFraming(request);
    if (framing === "chunked") outgoing.setHeader("transfer-encoding", "chunked");
    else if (framing !== null) outgoing.setHeader("content-length", framing);
    // Else Node frames a body that is not there.
    else outgoing.useChunkedEncodingByDefault = false;
    return outgoing;
  }
}
