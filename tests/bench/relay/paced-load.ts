/**
 * Sends requests at random moments at a fixed average rate (a Poisson process), whether or not earlier ones were answered, and
 * prints the latencies: `node paced-load.ts <port> <rate> <seconds> <file with requests, or a path>`. A latency counts from the
 * moment when the request was due, so that a slow answer also counts for those that had to wait behind it. Between two requests
 * it spins, as a timer is too coarse: it must run with the lowest priority, so that everything else on its core goes first.
 */
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";

const CONNECTIONS = 128;
/** Not counted: connections are opened, caches warm up. */
const WARM_UP_MS = 300;

const [port = 0, rate = 0, seconds = 0] = process.argv.slice(2).map(Number);
const source = process.argv[5] ?? "";
const total = Math.ceil(rate * seconds);
const requests = source.startsWith("/1k")
  ? [Buffer.from(`GET ${source} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)]
  : readFileSync(source, "latin1")
      .split("\0")
      .map((text) => Buffer.from(text, "latin1"));

interface Connection {
  readonly socket: Socket;
  due: number;
  head: string;
  /** Bytes of the body still to come; -1 while the head is incomplete. */
  left: number;
}

const idle: Connection[] = [];
const waiting: number[] = [];
const latencies: number[] = [];
let sent = 0;
let answered = 0;
let due = 0;
let begun = 0;

function open(): Promise<Connection> {
  const buffer = Buffer.allocUnsafe(16_384);
  return new Promise((resolve, reject) => {
    const onread = { buffer, callback: (length: number) => receive(connection, buffer, length) };
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread }, () => resolve(connection));
    const connection: Connection = { socket, due: 0, head: "", left: -1 };
    socket.once("error", reject);
    socket.once("close", () => {
      if (answered < total) throw new Error("a connection was closed");
    });
  });
}

function receive(connection: Connection, buffer: Buffer, length: number): boolean {
  let at = 0;
  if (connection.left < 0) {
    connection.head += buffer.toString("latin1", 0, length);
    const end = connection.head.indexOf("\r\n\r\n");
    if (end < 0) return true;
    at = length - (connection.head.length - end - 4);
    if (!connection.head.startsWith("HTTP/1.1 200 ")) throw new Error(`an answer is no success: ${connection.head}`);
    connection.left = Number(/\r\ncontent-length: (\d+)/i.exec(connection.head)?.[1]);
    connection.head = "";
  }
  connection.left -= length - at;
  if (connection.left > 0) return true;
  const now = performance.now();
  if (connection.due - begun > WARM_UP_MS) latencies.push(now - connection.due);
  connection.left = -1;
  answered++;
  const next = waiting.shift();
  if (next === undefined) idle.push(connection);
  else send(connection, next);
  return true;
}

function send(connection: Connection, dueAt: number): void {
  connection.due = dueAt;
  connection.socket.write(requests[sent++ % requests.length] as Buffer);
}

function spin(): void {
  const now = performance.now();
  while (due <= now && sent + waiting.length < total) {
    const connection = idle.pop();
    if (connection === undefined) waiting.push(due);
    else send(connection, due);
    due += (-Math.log(1 - Math.random()) / rate) * 1000;
  }
  if (answered < total) setImmediate(spin);
  else report();
}

function report(): void {
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)];
  const achieved = total / ((performance.now() - begun) / 1000);
  console.log(JSON.stringify({ p50: at(0.5), p99: at(0.99), rate: achieved }));
  process.exit(0);
}

for (let index = 0; index < CONNECTIONS; index++) idle.push(await open());
begun = performance.now();
due = begun;
spin();
