import { Agent, type AgentOptions } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ConnectionError } from "./connection-error.ts";

/** Milliseconds that a connection waits for another request; less where its server says so. */
const IDLE_MS = 4000;

/** Node's own pool of connections to one server. An attempt to connect ends after `connectTimeoutMs`. */
export function createNodeAgent(url: URL, connectTimeoutMs: number): Agent {
  const isTls = url.protocol === "https:";
  const options: AgentOptions = { keepAlive: true, scheduling: "lifo", timeout: IDLE_MS, maxFreeSockets: 10_000 };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // No name is sent for an address (RFC 6066, 3).
  const servername = isIP(host) === 0 ? host : "";
  const agent = isTls ? new TlsAgent({ ...options, servername, ALPNProtocols: ["http/1.1"] }) : new Agent(options);
  limitConnecting(agent, isTls ? "secureConnect" : "connect", connectTimeoutMs);
  lookBeforeReuse(agent);
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
 * A server that answers twice, as one that was led to see two requests in one, must not answer the next client. Node's agent offers a
 * connection again at once, and drops what comes on it meanwhile. So a connection is cut when bytes come that nobody asked for, and is
 * offered only after the event loop has once more looked for some.
 */
function lookBeforeReuse(agent: Agent): void {
  const emit = agent.emit.bind(agent) as (event: string, ...values: unknown[]) => boolean;
  const cut = new WeakMap<Socket, () => void>();
  agent.emit = (event: string, ...values: unknown[]) => {
    if (event !== "free") return emit(event, ...values);
    const socket = values[0] as Socket;
    const destroy = () => void socket.destroy();
    cut.set(socket, destroy);
    socket.on("data", destroy).on("error", destroy);
    setImmediate(() => setImmediate(() => emit(event, ...values)));
    return true;
  };
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    const destroy = cut.get(socket as Socket);
    if (destroy !== undefined) socket.off("data", destroy).off("error", destroy);
    reuse(socket, request);
  };
}
