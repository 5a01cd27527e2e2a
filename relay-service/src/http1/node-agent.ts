import { Agent, type AgentOptions } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ConnectionError } from "./connection-error.ts";

/** How long an idle connection is kept; less when its server says so. */
const IDLE_MS = 4000;

/** Node's own connection pool for one server. An attempt to connect fails after `connectTimeoutMs`. */
export function createNodeAgent(url: URL, connectTimeoutMs: number): Agent {
  const isTls = url.protocol === "https:";
  const options: AgentOptions = { keepAlive: true, scheduling: "lifo", timeout: IDLE_MS, maxFreeSockets: 10_000 };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // The server name must not be an IP address (RFC 6066, 3).
  const servername = isIP(host) === 0 ? host : "";
  const agent = isTls ? new TlsAgent({ ...options, servername, ALPNProtocols: ["http/1.1"] }) : new Agent(options);
  limitConnecting(agent, isTls ? "secureConnect" : "connect", connectTimeoutMs);
  checkBeforeReuse(agent);
  return agent;
}

function limitConnecting(agent: Agent, connected: string, timeoutMs: number): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback) as Duplex;
    const timer = setTimeout(() => socket.destroy(new ConnectionError("the connection took too long")), timeoutMs);
    const stop = () => clearTimeout(timer);
    socket.once(connected, stop).once("close", stop);
    return socket;
  };
}

/**
 * A server may send two answers to what was meant as one request (request smuggling). The second one must not go to the next client. Node's
 * agent reuses a connection at once, and drops bytes that arrive while it is idle. So a connection is destroyed when such bytes arrive, and is
 * returned to the agent only after the event loop has polled it for more bytes.
 */
function checkBeforeReuse(agent: Agent): void {
  const emit = agent.emit.bind(agent) as (event: string, ...values: unknown[]) => boolean;
  const destroyers = new WeakMap<Socket, () => void>();
  agent.emit = (event: string, ...values: unknown[]) => {
    if (event !== "free") return emit(event, ...values);
    const socket = values[0] as Socket;
    const destroy = () => void socket.destroy();
    destroyers.set(socket, destroy);
    socket.on("data", destroy).on("error", destroy);
    setImmediate(() => setImmediate(() => emit(event, ...values)));
    return true;
  };
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    const destroy = destroyers.get(socket as Socket);
    if (destroy !== undefined) socket.off("data", destroy).off("error", destroy);
    reuse(socket, request);
  };
}
