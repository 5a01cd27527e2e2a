import type { DemoConfig } from "../demo-config.ts";
import type { LogView } from "./log-view.ts";
import type { CardPart, Tag } from "./message-card.ts";
import { readText } from "./read-text.ts";
import { type MteProgress, relayClient } from "./relay-client.ts";

export type Mode = "sealed" | "plain";

export interface Call {
  readonly method: string;
  /** Without the first slash. */
  readonly path: string;
  readonly body?: string | Blob;
  readonly type?: string;
  readonly signal?: AbortSignal;
  readonly onUploadProgress?: (progress: MteProgress) => void;
  readonly onDownloadProgress?: (progress: MteProgress) => void;
}

/** Calls the API in the selected mode, and shows each call as the page sees it. */
export interface Caller {
  mode: Mode;
  /** Logs in first if necessary. Resolves before the body of the answer is read. Rejects as `fetch` does. */
  call(call: Call): Promise<Response>;
  logIn(): Promise<void>;
  /** Logs in unless that was done in this mode. */
  logInOnce(): Promise<void>;
  /** A caller with a new client, which has no pair yet. */
  renewed(): Caller;
}

/** Longer texts are truncated in the view. */
const MAX_SHOWN_CHARACTERS = 600;

export function createCaller(config: DemoConfig, view: LogView): Caller {
  const { relayUrl, relayKeys, user } = config;
  const tokens: Partial<Record<Mode, string>> = {};
  /** With the pin, the client never talks to another relay. */
  const { mteFetch } = relayClient().createMteRelayClient({ relayUrl, relayKeys });

  async function send(mode: Mode, call: Call): Promise<Response> {
    const { method, path, body, type, signal, onUploadProgress, onDownloadProgress } = call;
    const headers: Record<string, string> = {};
    if (type !== undefined) headers["content-type"] = type;
    if (tokens[mode] !== undefined) headers.authorization = `Bearer ${tokens[mode]}`;
    const init: RequestInit = { method, headers, ...(body !== undefined && { body }), ...(signal && { signal }) };
    const title = `${method} /${path}`;
    const request: CardPart = { title: "Request", headers: Object.entries(headers), body: textOf(body) };
    const update = view.add({ title, tags: [], parts: [request] }, true);
    const fail = (error: unknown) => {
      update({ title, tags: [{ text: nameOf(error), kind: "harm" }], parts: [request, { title: `${error}`, headers: [] }] });
    };
    try {
      const response =
        mode === "plain"
          ? await fetch(`${relayUrl}/plain/${path}`, init)
          : await mteFetch(`${relayUrl}/${path}`, init, {
              ...(onUploadProgress && { onUploadProgress }),
              ...(onDownloadProgress && { onDownloadProgress }),
            });
      const tags: Tag[] = [{ text: `${response.status}` }];
      if (response.redirected) tags.push({ text: `redirected to ${new URL(response.url).pathname}` });
      const show = (text: string | undefined) => {
        const answer: CardPart = { title: "Answer", headers: [...response.headers], body: textOf(text) };
        update({ title, tags, parts: [request, answer] });
      };
      show(undefined);
      // Only short answers: a clone of an endless answer would keep all of it in memory.
      if (response.headers.get("content-type") === "application/json") readText(response.clone()).then(show, fail);
      return response;
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  const caller: Caller = {
    mode: "sealed",
    async logIn() {
      const { mode } = caller;
      const body = JSON.stringify({ user: user.name, password: user.password });
      const response = await send(mode, { method: "POST", path: "login", type: "application/json", body });
      tokens[mode] = ((await response.json()) as { token: string }).token;
    },
    async logInOnce() {
      if (tokens[caller.mode] === undefined) await caller.logIn();
    },
    async call(call) {
      const { mode } = caller;
      await caller.logInOnce();
      return send(mode, call);
    },
    renewed() {
      const other = createCaller(config, view);
      other.mode = caller.mode;
      return other;
    },
  };
  return caller;
}

function textOf(body: string | Blob | undefined): CardPart["body"] {
  if (body === undefined || body === "") return undefined;
  if (typeof body !== "string")
    return { text: `${body.size.toLocaleString("en")} bytes of ${body.type || "a file"}`, isHex: false };
  return { text: body.length > MAX_SHOWN_CHARACTERS ? `${body.slice(0, MAX_SHOWN_CHARACTERS)}…` : body, isHex: false };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}
