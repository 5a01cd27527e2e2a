import type { Attack, AttackId } from "../attack.ts";
import type { DemoState } from "../demo-state.ts";
import type { RecordedMessage } from "../recorded-message.ts";
import type { Caller, Mode } from "./caller.ts";
import { readText } from "./read-text.ts";

/** What came of one attack, for people. */
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

/** What the page got: an answer it believes, or an error. */
type Got = { readonly status: number; readonly note: Partial<Note> } | { readonly error: Error };

let tries = 0;

/** Lets the box attack the next note, creates one, and compares what the page believes with what the API has. */
export async function runAttack(attack: Attack & { id: AttackId }, caller: Caller): Promise<AttackResult> {
  const text = `Pay 100 to Ann, order ${++tries}`;
  // The note is what shall be attacked, not this.
  await caller.logInOnce();
  const before = await tellBox(attack.id);
  let got: Got;
  try {
    // Only a page without keys has to ask who the relay is.
    const from = attack.id === "impostor" ? caller.renewed() : caller;
    const body = JSON.stringify({ text });
    const response = await from.call({ method: "POST", path: "notes", type: "application/json", body });
    got = { status: response.status, note: JSON.parse(await readText(response)) as Partial<Note> };
  } catch (error) {
    got = { error: error as Error };
  }
  const after = await tellBox(undefined);
  const lastId = Math.max(0, ...before.notes.map(({ id }) => id));
  const lastNumber = before.messages.at(-1)?.number ?? 0;
  return judge({
    mode: caller.mode,
    id: attack.id,
    text,
    got,
    created: after.notes.filter(({ id }) => id > lastId),
    messages: after.messages.filter(({ number }) => number > lastNumber),
  });
}

async function tellBox(attack: AttackId | undefined): Promise<DemoState> {
  const response = await fetch("/attack", { method: "POST", body: attack ?? "" });
  return (await response.json()) as DemoState;
}

interface Evidence {
  readonly mode: Mode;
  readonly id: AttackId;
  readonly text: string;
  readonly got: Got;
  readonly created: readonly Note[];
  readonly messages: readonly RecordedMessage[];
}

function judge(evidence: Evidence): AttackResult {
  const { got, created, messages, mode } = evidence;
  const attacked = messages.findLast(({ done }) => done !== "");
  const wentOn = messages.some(({ number, url }) => number > (attacked?.number ?? 0) && url === "/api/mte-pair");
  const harm = harmOf(evidence, attacked);
  const times = ["nothing", "once", "twice"][created.length] ?? `${created.length} times`;
  const other = created.find(({ text }) => text !== evidence.text);
  return {
    relay: relayWord(attacked),
    page: `${pageWord(got)}${wentOn ? " Sent again with new keys, as the relay had proved that it was not executed." : ""}`,
    stored: other ? `${times}: “${other.text}”` : times,
    verdict: harm ? "harm" : mode === "sealed" ? "safe" : "hint",
    why: harm ?? (mode === "sealed" ? safeWord(evidence) : "The page cannot tell the box’s doing from the API’s."),
  };
}

/** What the attack has done, if it has done anything. */
function harmOf({ id, text, got, created, mode }: Evidence, attacked: RecordedMessage | undefined): string | undefined {
  if (created.length > 1) return "The API executed it twice.";
  if (created.some((note) => note.text !== text)) return "The API took another text for the page’s.";
  if ("error" in got) return undefined;
  if (id === "impostor") return "The page talks to another relay, and nobody notices.";
  if (got.status === 201 && !created.some((note) => note.id === got.note.id && note.text === got.note.text)) {
    return "The page believes what the API never said.";
  }
  const wasTaken = (attacked?.answer?.status ?? 500) < 300;
  return id === "hold" && mode === "plain" && wasTaken ? "The API took it three minutes late." : undefined;
}

function safeWord({ got, created, id }: Evidence): string {
  if (id === "replay") return "The second one was refused. The API saw one request.";
  if (id === "impostor") return "The page refused to talk to it. Nothing was sent.";
  if (created.length === 0) return "Refused. The API never saw it.";
  return "error" in got
    ? "The answer was refused. The API saw one request, and it was not repeated."
    : "Refused, and repaired by itself. The API saw one request.";
}

function relayWord(attacked: RecordedMessage | undefined): string {
  if (!attacked) return "was not asked";
  if (attacked.done.startsWith("kept")) return "never saw it";
  if (attacked.done.startsWith("led")) return "never saw it: another one answered";
  const { status = 0, headers = [] } = attacked.answer ?? {};
  const [code] = (headers.find(([name]) => name.toLowerCase() === "x-mte-relay-err")?.[1] ?? "").split(",");
  if (code) return `refused it: ${status} ${code}`;
  return status < 300 ? `let it pass: ${status}` : `passed on the API’s ${status}`;
}

function pageWord(got: Got): string {
  if ("error" in got) return `${got.error.name}: ${got.error.message}.`;
  const { id, text } = got.note;
  return got.status === 201 ? `201: note ${id}, “${text}”.` : `Status ${got.status}.`;
}
