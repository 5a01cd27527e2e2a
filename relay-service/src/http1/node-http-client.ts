import { type Agent, type ClientRequest, type RequestOptions, request as requestClear } from "node:http";
import { request as requestTls } from "node:https";
import type { Call } from "./call.ts";
import type { HttpClient } from "./http-client.ts";
import { createNodeAgent } from "./node-agent.ts";
import { NodeExchange } from "./node-exchange.ts";
import { allowsReuse, type Request, type ResponseHandler, requestFraming, requestHead } from "./request.ts";
import { MAX_HEAD_BYTES } from "./response-parser.ts";

/**
 * The same interface as {@link ConnectionPool}, on `node:http` and `node:https` with an agent. For operators who prefer Node's own client. It
 * takes more CPU time for each request, and it loses the answer of a server that resets the connection right after it.
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

  send(request: Request, handler: ResponseHandler, onNewConnection = false): Call {
    // For its checks, which differ from Node's: both clients must refuse the same requests.
    requestHead(request, this.#url.host);
    // A new agent is certain to open a connection.
    const agent = onNewConnection ? createNodeAgent(this.#url, this.#connectTimeoutMs) : this.#agent;
    const outgoing = this.#request(request, agent);
    const exchange = new NodeExchange(outgoing, request, handler);
    this.#open.add(exchange);
    outgoing.once("close", () => {
      this.#open.delete(exchange);
      if (onNewConnection) agent.destroy();
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
    // 0 means no limit. Node silently drops the header lines above a limit.
    outgoing.maxHeadersCount = 0;
    outgoing.setHeader("host", host);
    outgoing.setHeader("connection", allowsReuse(request) ? "keep-alive" : "close");
    const { headers } = request;
    for (let index = 0; index < headers.length; index += 2)
      outgoing.appendHeader(headers[index] as string, headers[index + 1] as string);
    const framing = requestFraming(request);
    if (framing === "chunked") outgoing.setHeader("transfer-encoding", "chunked");
    else if (framing !== null) outgoing.setHeader("content-length", framing);
    // Otherwise Node would announce a chunked body.
    else outgoing.useChunkedEncodingByDefault = false;
    return outgoing;
  }
}
