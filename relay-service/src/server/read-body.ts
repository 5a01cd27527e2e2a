import type { IncomingMessage } from "node:http";

/** The body did not come in time. */
export class SlowBody extends Error {
  override readonly name = "SlowBody";
}

/**
 * Reads a request's whole body; null as soon as it is longer than `maxBytes`. Rejects when the client goes before its end, and with
 * {@link SlowBody} when it is not there after `limitMs`.
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
