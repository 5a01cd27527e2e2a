import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { ConnectionError } from "./connection-error.ts";

/** Opens a socket whose bytes go to `onBytes`, in memory that is read into again after the call. */
export type Connect = (onBytes: (bytes: Buffer) => void) => Socket;

/** Bytes of one read; a TLS record holds no more than the second. */
const READ_BYTES = 65_536;
const TLS_READ_BYTES = 16_384;
/** After so long without a byte the system asks whether the other side is still there. */
const KEEP_ALIVE_PROBE_MS = 60_000;

/**
 * What all plain sockets are read into. libuv asks for memory, reads and calls back in one go, so that no two sockets are in it at the
 * same time; what is copied nowhere stays in the processor's cache. Not so on Windows, nor with TLS.
 */
const shared = Buffer.allocUnsafeSlow(READ_BYTES);

/** How long an answer is looked for after a write has failed; milliseconds. */
const READ_ON_MS = 1000;

/**
 * A server that answers before it has read the request often closes at once. The next write fails then, and Node would destroy the socket
 * with the answer in it unread. So a write error only ends writing; the socket goes when what has come is read. Streams have a
 * switch for that, which net.Socket sets for itself.
 */
function keepReadingAfterWriteError(socket: Socket): void {
  const { _writableState: writable, _readableState: readable } = socket as unknown as Record<string, { autoDestroy: boolean }>;
  if (writable === undefined || readable === undefined) return;
  writable.autoDestroy = false;
  readable.autoDestroy = false;
  socket.once("error", (error) => {
    const timer = setTimeout(() => socket.destroy(error), READ_ON_MS);
    socket.once("close", () => clearTimeout(timer));
  });
}

/** How one server is connected to. Ends an attempt after `timeoutMs`. */
export function connectTo(url: URL, timeoutMs: number): Connect {
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port) || (isTls ? 443 : 80);
  const options = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS };
  const isShared = !isTls && process.platform !== "win32";
  let session: Buffer | undefined;

  function open(onread: OnReadOpts): Socket {
    if (!isTls) return connectTcp({ ...options, onread });
    // No name is sent for an address (RFC 6066, 3).
    const servername = isIP(host) === 0 ? host : "";
    // Node's types do not know of onread here; its documentation does.
    const tls: ConnectionOptions & { onread: OnReadOpts } = { ...options, onread, servername, ALPNProtocols: ["http/1.1"] };
    const socket = connectTls(session === undefined ? tls : { ...tls, session });
    socket.on("session", (latest) => {
      session = latest;
    });
    return socket;
  }

  return (onBytes) => {
    const buffer = isShared ? shared : Buffer.allocUnsafeSlow(isTls ? TLS_READ_BYTES : READ_BYTES);
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
