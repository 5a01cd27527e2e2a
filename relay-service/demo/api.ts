import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, stopListening } from "./listen.ts";

export interface Note {
  readonly id: number;
  readonly text: string;
}

/** A small ordinary API. It does not know about the relay. */
export interface DemoApi {
  readonly port: number;
  /** Number of requests received. */
  readonly requests: () => number;
  readonly notes: () => readonly Note[];
  close(): Promise<void>;
}

export interface DemoApiOptions {
  /** Called for each request, and for each new note. */
  readonly onRequest: () => void;
}

/** The one user of the demo. */
export const USER = { name: "ann", password: "correct horse battery staple" } as const;

const CLOCK_INTERVAL_MS = 1000;
/** When there are more notes or files, the oldest are deleted. */
const MAX_NOTES = 100;
const MAX_FILES = 4;
const MAX_JSON_BYTES = 65_536;
/** The same API without protection, for comparison: a pass-through route of the relay. */
const PLAIN = /^\/plain(?=\/)/;

interface StoredFile {
  readonly type: string;
  readonly content: Buffer;
}

/** Starts the API on a free port of loopback. */
export async function startApi({ onRequest }: DemoApiOptions): Promise<DemoApi> {
  const token = randomBytes(18).toString("base64url");
  const notes: Note[] = [];
  const files = new Map<string, StoredFile>();
  let requests = 0;
  let created = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests++;
    onRequest();
    const { method, url = "/" } = request;
    const path = url.replace(PLAIN, "").replace(/\?.*/s, "");
    if (method === "POST" && path === "/login") return logIn(request, response);
    if (request.headers.authorization !== `Bearer ${token}`) return json(response, 401, { error: "log in first" });
    if (method === "GET" && path === "/notes") return json(response, 200, notes.slice(-5));
    if (method === "POST" && path === "/notes") return createNote(request, response);
    if (method === "GET" && path === "/clock") return clock(response);
    // Relative, so that it works with and without /plain.
    if (method === "GET" && path === "/old-notes") return void response.writeHead(302, { location: "notes" }).end();
    if (/^\/files\/[\w.-]{1,100}$/.test(path)) return file(request, response, path.slice("/files/".length));
    json(response, 404, { error: "not found" });
  }

  async function logIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = parse(await read(request, MAX_JSON_BYTES)) as { user?: unknown; password?: unknown } | undefined;
    if (given?.user !== USER.name || given.password !== USER.password) return json(response, 401, { error: "unknown user" });
    json(response, 200, { token });
  }

  async function createNote(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = parse(await read(request, MAX_JSON_BYTES)) as { text?: unknown } | undefined;
    if (typeof given?.text !== "string" || given.text === "") return json(response, 400, { error: "a note needs a text" });
    const note = { id: ++created, text: given.text };
    notes.push(note);
    notes.splice(0, notes.length - MAX_NOTES);
    json(response, 201, note);
    onRequest();
  }

  async function file(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    if (request.method === "PUT") {
      const content = await read(request, Number.POSITIVE_INFINITY);
      files.delete(name);
      files.set(name, { type: request.headers["content-type"] ?? "application/octet-stream", content });
      for (const oldest of [...files.keys()].slice(0, -MAX_FILES)) files.delete(oldest);
      return json(response, 200, { bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") });
    }
    const stored = files.get(name);
    if (request.method !== "GET" || !stored) return json(response, 404, { error: "upload a file first" });
    response.writeHead(200, { "content-type": stored.type, "content-length": stored.content.length });
    response.end(stored.content);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  return { port, requests: () => requests, notes: () => notes, close: () => stopListening(server) };
}

function clock(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const tick = () => response.write(`data: ${new Date().toISOString()}\n\n`);
  tick();
  const timer = setInterval(tick, CLOCK_INTERVAL_MS);
  response.on("close", () => clearInterval(timer));
}

function json(response: ServerResponse, status: number, value: unknown): void {
  const text = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": text.length }).end(text);
}

async function read(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error("the body is too large");
    pieces.push(chunk);
  }
  return Buffer.concat(pieces);
}

function parse(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}
