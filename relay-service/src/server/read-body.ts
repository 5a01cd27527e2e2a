import type { IncomingMessage } from "node:http";

/** The body did not arrive in time. */
export class SlowBody extends Error {
  override readonly name = "SlowBody";
}

/**
 * Reads the whole body of a request. Resolves to null as soon as it is longer than `maxBytes`. Rejects when the client disconnects, and with
 * {@link SlowBody} when the body is incomplete after `limitMs`.
 */
export async function readBody(incoming: IncomingMessage, maxBytes: number, limitMs: number): Promise<Buffer | null> {
  if (Number(incoming.headers["content-length"] ?? 0) > maxBytes) return null;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
  const pieces: Buffer[] = [];
  let length = 0;
  incoming.on("data", (piece: Buffer) => {
    length += piece.length;
    if (length <= maxBytes) pieces.push(piece);
    else resolve(null);
  });
  incoming.on("end", () => resolve(Buffer.concat(pieces)));
  incoming.on("error", reject);
  incoming.on("close", () => reject(new Error("the client left")));
  const limit = setTimeout(() => reject(new SlowBody()), limitMs);
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
  }
}
