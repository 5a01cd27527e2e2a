import { createServer, type IncomingMessage, type RequestListener, request } from "node:http";
import { duplexPair, Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { NULL_BODY_STATUSES } from "../http/null-body-status.ts";

/** Answers a `Request` by a listener of Node's HTTP server, over a pair of streams in memory instead of a socket. */
export async function withoutSocket({ url, method, headers, body }: Request, listener: RequestListener): Promise<Response> {
  const { host, pathname, search } = new URL(url);
  const [near, far] = duplexPair();
  createServer(listener).emit("connection", far);
  const outgoing = request({
    method,
    path: `${pathname}${search}`,
    headers: { host, ...Object.fromEntries(headers), connection: "close" },
    createConnection: () => near,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => outgoing.on("response", resolve).on("error", reject));
  if (body === null) outgoing.end();
  else Readable.fromWeb(body as ReadableStream<Uint8Array>).pipe(outgoing);
  const answer = await answered;
  const status = answer.statusCode ?? 0;
  const lines = new Headers();
  for (let index = 0; index < answer.rawHeaders.length; index += 2)
    lines.append(`${answer.rawHeaders[index]}`, `${answer.rawHeaders[index + 1]}`);
  const content = NULL_BODY_STATUSES.has(status) ? null : (Readable.toWeb(answer) as BodyInit);
  return new Response(content, { status, headers: lines });
}
