import type { ClientRequest, IncomingMessage } from "node:http";
import { BodyWriter } from "./body-writer.ts";
import { Call, type CallConnection } from "./call.ts";
import { ConnectionError } from "./connection-error.ts";
import { MalformedResponse } from "./malformed-response.ts";
import { allowsReuse, type Request, type ResponseHandler } from "./request.ts";
import { checkTrailers, declaresBody, framingOf, parseResponseHead } from "./response-head.ts";

const CUT_OFF = "the connection was closed before the answer was complete";

/** One request and its answer, through Node's client. */
export class NodeExchange implements CallConnection {
  readonly #outgoing: ClientRequest;
  readonly #request: Request;
  readonly #call: Call;
  #handler: ResponseHandler | null;
  #incoming: IncomingMessage | null = null;
  #upload: BodyWriter | null = null;
  #isPaused = false;
  #hasFailed = false;
  /** Bytes that the connection had received before this request; null until there is a connection. */
  #bytesBefore: number | null = null;

  constructor(outgoing: ClientRequest, request: Request, handler: ResponseHandler) {
    this.#outgoing = outgoing;
    this.#request = request;
    this.#handler = handler;
    this.#call = new Call(this);
  }

  start(): Call {
    const outgoing = this.#outgoing;
    outgoing.on("socket", (socket) => {
      this.#bytesBefore = socket.bytesRead;
    });
    outgoing.on("response", (incoming) => this.#safely(() => this.#onResponse(incoming)));
    outgoing.on("upgrade", () => this.#fail(new MalformedResponse("the server switched protocols without being asked")));
    outgoing.on("error", (error) => this.#fail(error));
    outgoing.on("close", () => this.#fail(this.#cutOff()));
    const { body, bodyLength } = this.#request;
    if (body === null) outgoing.end();
    else if (Buffer.isBuffer(body)) outgoing.end(body);
    else {
      const failed = (error: Error) => this.#fail(error);
      this.#upload = new BodyWriter(outgoing, { body, length: bodyLength, inChunks: false, failed, ended: () => outgoing.end() });
      // The server may answer before the body begins.
      outgoing.flushHeaders();
      this.#upload.start();
    }
    return this.#call;
  }

  pause(): void {
    this.#isPaused = true;
    this.#incoming?.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#incoming?.resume();
  }

  abort(): void {
    this.#leave();
    this.#destroy();
  }

  /** Destroys the connection and reports that to the handler. */
  cut(): void {
    this.#fail(new ConnectionError("the server closed the connection"));
  }

  #onResponse(incoming: IncomingMessage): void {
    this.#incoming = incoming;
    const { statusCode = 0, httpVersionMinor, rawHeaders } = incoming;
    let text = `HTTP/1.${httpVersionMinor} ${statusCode} `;
    for (let index = 0; index < rawHeaders.length; index += 2) text += `\r\n${rawHeaders[index]}: ${rawHeaders[index + 1]}`;
    // Parsed once more by our stricter rules: Node's parser accepts some ambiguous answers.
    const head = parseResponseHead(text);
    const framing = framingOf(head, this.#request.method === "HEAD");
    const mayBodyFollow = framing === 0 && declaresBody(head);
    incoming.on("data", (piece: Buffer) => this.#safely(() => this.#onData(piece)));
    incoming.on("end", () =>
      this.#safely(() => this.#onEnd(incoming, head.isPersistent && !mayBodyFollow && allowsReuse(this.#request))),
    );
    incoming.on("error", () => this.#fail(this.#cutOff()));
    this.#handler?.onHead(statusCode, head.headers);
    if (this.#isPaused) incoming.pause();
  }

  #onData(piece: Buffer): void {
    if (!this.#hasFailed) this.#handler?.onData(piece);
  }

  #onEnd(incoming: IncomingMessage, isPersistent: boolean): void {
    if (this.#hasFailed) return;
    const { rawTrailers } = incoming;
    const lines: string[] = [];
    for (let index = 0; index < rawTrailers.length; index += 2) lines.push(`${rawTrailers[index]}: ${rawTrailers[index + 1]}`);
    if (lines.length > 0) checkTrailers(lines.join("\r\n"));
    const handler = this.#handler;
    const isSent = (this.#upload === null || this.#upload.isOver) && this.#outgoing.writableFinished;
    this.#leave();
    // The server would take an unsent rest of the request for the next request.
    if (!isPersistent || !isSent) this.#destroy();
    try {
      handler?.onEnd();
    } catch (error) {
      handler?.onError(errorOf(error), false);
    }
  }

  #cutOff(): Error {
    if (this.#incoming === null) return new ConnectionError("the server closed the connection");
    return new MalformedResponse(CUT_OFF);
  }

  #safely(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#fail(errorOf(error));
    }
  }

  /** Destroys the connection. The handler is told later, because it may be what calls this, with a body that breaks off. */
  #fail(error: Error): void {
    if (this.#hasFailed || this.#handler === null) return;
    this.#hasFailed = true;
    const { reusedSocket, socket } = this.#outgoing;
    const isStale = reusedSocket && socket?.bytesRead === this.#bytesBefore;
    this.#destroy();
    setImmediate(() => {
      const handler = this.#handler;
      this.#leave();
      handler?.onError(withSafeMessage(error), isStale);
    });
  }

  #destroy(): void {
    // When the answer has ended, destroying the request does not destroy its socket.
    this.#outgoing.socket?.destroy();
    this.#outgoing.destroy();
  }

  #leave(): void {
    this.#call.detach();
    this.#handler = null;
    this.#upload?.stop();
    this.#upload = null;
  }
}

/** An error of Node's parser or socket, with a message that contains nothing of the answer. */
function withSafeMessage(error: Error & { code?: unknown }): Error {
  if (error.message === "socket hang up") return new MalformedResponse(CUT_OFF);
  const isParserError = typeof error.code === "string" && error.code.startsWith("HPE_");
  return isParserError ? new MalformedResponse(`the answer is not HTTP/1.1: ${error.code}`) : error;
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new ConnectionError("unknown");
}
