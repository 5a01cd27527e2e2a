import type { Attack, AttackId } from "../attack.ts";
import type { DemoState } from "../demo-state.ts";
import type { RecordedMessage } from "../recorded-message.ts";
import type { Caller, Mode } from "./caller.ts";
import { readText } from "./read-text.ts";

/** The result of one attack, as texts for the page. */
export interface AttackResult {
  readonly relay: string;
  readonly page: string;
  readonly stored: string;
  readonly verdict: "safe" | "harm" | "hint";
  readonly why: string;
}

interface Note {
  readonly id: number;
  readonly text: string;
}

/** What the page received: an answer that it trusts, or an error. */
type Received = { readonly status: number; readonly note: Partial<Note> } | { readonly error: Error };

let tries = 0;

/** Lets the intermediary attack the next note, creates a note, and compares what the page received with what the API stored. */
export async function runAttack(attack: Attack & { id: AttackId }, caller: Caller): Promise<AttackResult> {
  const text = `Pay 100 to Ann, order ${++tries}`;
  // Before the attack is armed, so that it does not concern the login.
  await caller.logInOnce();
  const before = await armAttack(attack.id);
  let got: Received;
  try {
    // Only a client without a pair has to pair, which is when it checks the identity.
    const from = attack.id === "impostor" ? caller.renewed() : caller;
    const body = JSON.stringify({ text });
    const response = await from.call({ method: "POST", path: "notes", type: "application/json", body });
    got = { status: response.status, note: JSON.parse(await readText(response)) as Partial<Note> };
  } catch (error) {
    got = { error: error as Error };
  }
  const after = await armAttack(undefined);
  const lastId = Math.max(0, ...before.notes.map(({ id }) => id));
  const lastNumber = before.messages.at(-1)?.number ?? 0;
  return resultOf({
    mode: caller.mode,
    id: attack.id,
    text,
    got,
    created: after.notes.filter(({ id }) => id > lastId),
    messages: after.messages.filter(({ number }) => number > lastNumber),
  });
}

async function armAttack(attack: AttackId | undefined): Promise<DemoState> {
  const response = await fetch("/attack", { method: "POST", body: attack ?? "" });
  return (await response.json()) as DemoState;
}

interface Evidence {
  readonly mode: Mode;
  readonly id: AttackId;
  readonly text: string;
  readonly got: Received;
  readonly created: readonly Note[];
  readonly messages: readonly RecordedMessage[];
}

function resultOf(evidence: Evidence): AttackResult {
  const { got, created, messages, mode } = evidence;
  const attacked = messages.findLast(({ done }) => done !== "");
  const wasRepeated = messages.some(({ number, url }) => number > (attacked?.number ?? 0) && url === "/api/mte-pair");
  const harm = harmOf(evidence, attacked);
  const times = ["nothing", "once", "twice"][created.length] ?? `${created.length} times`;
  const other = created.find(({ text }) => text !== evidence.text);
  return {
    relay: relayText(attacked),
    page: `${pageText(got)}${wasRepeated ? " Sent again with new keys, because the relay had proved that it was not executed." : ""}`,
    stored: other ? `${times}: “${other.text}”` : times,
    verdict: harm ? "harm" : mode === "sealed" ? "safe" : "hint",
    why: harm ?? (mode === "sealed" ? safeText(evidence) : "The page cannot tell the intermediary’s answer from the API’s."),
  };
}

/** The harm that the attack has done, if any. */
function harmOf({ id, text, got, created, mode }: Evidence, attacked: RecordedMessage | undefined): string | undefined {
  if (created.length > 1) return "The API executed it twice.";
  if (created.some((note) => note.text !== text)) return "The API stored a text that the page did not send.";
  if ("error" in got) return undefined;
  if (id === "impostor") return "The page talks to another relay and does not notice.";
  if (got.status === 201 && !created.some((note) => note.id === got.note.id && note.text === got.note.text)) {
    return "The page trusts an answer that the API did not send.";
  }
  const wasAccepted = (attacked?.answer?.status ?? 500) < 300;
  return id === "hold" && mode === "plain" && wasAccepted ? "The API accepted it three minutes late." : undefined;
}

function safeText({ got, created, id }: Evidence): string {
  if (id === "replay") return "The replay was refused. The API got one request.";
  if (id === "impostor") return "The page refused to talk to it. Nothing was sent.";
  if (created.length === 0) return "Refused. The API did not get it.";
  return "error" in got
    ? "The answer was refused. The API got one request, and it was not repeated."
    : "Refused, then sent again automatically. The API got one request.";
}

function relayText(attacked: RecordedMessage | undefined): string {
  if (!attacked) return "got no request";
  if (attacked.done.startsWith("not forwarded")) return "did not get it";
  if (attacked.done.startsWith("forwarded to another")) return "did not get it: another relay answered";
  const { status = 0, headers = [] } = attacked.answer ?? {};
  const [code] = (headers.find(([name]) => name.toLowerCase() === "x-mte-relay-err")?.[1] ?? "").split(",");
  if (code) return `refused it: ${status} ${code}`;
  return status < 300 ? `accepted it: ${status}` : `forwarded the API’s ${status}`;
}

function pageText(got: Received): string {
  if ("error" in got) return `${got.error.name}: ${got.error.message}.`;
  const { id, text } = got.note;
  return got.status === 201 ? `201: note ${id}, “${text}”.` : `Status ${got.status}.`;
}
