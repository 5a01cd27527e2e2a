import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { ConnectionError } from "./connection-error.ts";

/** Opens a socket and passes its bytes to `onBytes`. The memory of the bytes is reused after the call. */
export type Connect = (onBytes: (bytes: Buffer) => void) => Socket;

/** Size of one read. */
const READ_BYTES = 65_536;
/** A TLS record holds no more. */
const TLS_READ_BYTES = 16_384;
/** The system sends a TCP keep-alive probe after this time without a byte. */
const KEEP_ALIVE_PROBE_MS = 60_000;

/**
 * The read buffer of all plain sockets, so that it stays in the processor's cache. libuv allocates, reads and calls back in one step, so no two
 * sockets use it at the same time. That is not so on Windows and with TLS.
 */
const sharedBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

/** How long to read on for an answer after a write has failed. */
const READ_AFTER_WRITE_ERROR_MS = 1000;

/**
 * A server that answers before it has read the whole request often closes the connection at once. Then the next write fails, and Node
 * would destroy the socket with the answer still unread. So a write error only ends writing, and the socket is destroyed after what has
 * arrived is read. `autoDestroy` controls this, but net.Socket always sets it, so it is changed afterwards.
 */
function keepReadingAfterWriteError(socket: Socket): void {
  const { _writableState: writable, _readableState: readable } = socket as unknown as Record<string, { autoDestroy: boolean }>;
  if (writable === undefined || readable === undefined) return;
  writable.autoDestroy = false;
  readable.autoDestroy = false;
  socket.once("error", (error) => {
    const timer = setTimeout(() => socket.destroy(error), READ_AFTER_WRITE_ERROR_MS);
    socket.once("close", () => clearTimeout(timer));
  });
}

/** Makes the function that connects to a server. An attempt fails after `timeoutMs`. */
export function connectTo(url: URL, timeoutMs: number): Connect {
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port) || (isTls ? 443 : 80);
  const options = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS };
  const isShared = !isTls && process.platform !== "win32";
  let session: Buffer | undefined;

  function open(onread: OnReadOpts): Socket {
    if (!isTls) return connectTcp({ ...options, onread });
    // The server name must not be an IP address (RFC 6066, 3).
    const servername = isIP(host) === 0 ? host : "";
    // Node documents onread for TLS, but its types lack it.
    const tls: ConnectionOptions & { onread: OnReadOpts } = { ...options, onread, servername, ALPNProtocols: ["http/1.1"] };
    const socket = connectTls(session === undefined ? tls : { ...tls, session });
    socket.on("session", (latest) => {
      session = latest;
    });
    return socket;
  }

  return (onBytes) => {
    const buffer = isShared ? sharedBuffer : Buffer.allocUnsafeSlow(isTls ? TLS_READ_BYTES : READ_BYTES);
    const socket = open({
      buffer,
      callback: (length) => {
        onBytes(buffer.subarray(0, length));
        return true;
      },
    });
    const timer = setTimeout(() => socket.destroy(new ConnectionError("the connection took too long")), timeoutMs);
    socket.once(isTls ? "secureConnect" : "connect", () => clearTimeout(timer));
    socket.once("close", () => clearTimeout(timer));
    if (!isTls) keepReadingAfterWriteError(socket);
    return socket;
  };
}
