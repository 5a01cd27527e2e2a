import type { RecordedBody, RecordedMessage } from "../recorded-message.ts";
import { hexDump } from "./hex-dump.ts";
import type { LogView } from "./log-view.ts";
import type { Card, CardPart, Tag } from "./message-card.ts";

const NARROW = matchMedia("(max-width: 40rem)");

/** Shows the messages that the intermediary has recorded. The same message may come again with more data. */
export function createIntermediaryLog(view: LogView): (message: RecordedMessage) => void {
  const shown = new Map<number, (card: Card) => void>();
  return (message) => {
    const card = cardOf(message);
    const update = shown.get(message.number);
    if (update) update(card);
    else shown.set(message.number, view.add(card, kindOf(message).isCall));
  };
}

function cardOf(message: RecordedMessage): Card {
  const { method, url, done, answer } = message;
  const { tag } = kindOf(message);
  const parts: CardPart[] = [{ title: "Request", headers: message.headers, body: bodyOf(message.body, message.headers) }];
  if (answer) parts.push({ title: "Answer", headers: answer.headers, body: bodyOf(answer.body, answer.headers) });
  const tags: Tag[] = [...(answer ? [{ text: `${answer.status}` }] : []), tag];
  if (done) tags.push({ text: done, kind: "hint" });
  return { title: `${method} ${url}`, tags, parts };
}

function kindOf({ method, url, headers }: RecordedMessage): { tag: Tag; isCall: boolean } {
  if (method === "OPTIONS") return { tag: { text: "preflight" }, isCall: false };
  if (url.startsWith("/public/")) return { tag: { text: "client script" }, isCall: false };
  if (url === "/api/mte-pair") return { tag: { text: "public keys" }, isCall: false };
  const isSealed = headers.some(([name]) => name.toLowerCase() === "x-mte-relay");
  return { tag: isSealed ? { text: "sealed", kind: "safe" } : { text: "readable", kind: "harm" }, isCall: true };
}

function bodyOf({ size, start }: RecordedBody, headers: CardPart["headers"]): CardPart["body"] {
  if (size === 0) return undefined;
  const bytes = Uint8Array.from(atob(start), (character) => character.charCodeAt(0));
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  const isHex = !/json|^text\//.test(type);
  const rest = size > bytes.length ? `\n… ${(size - bytes.length).toLocaleString("en")} bytes more` : "";
  return { text: (isHex ? hexDump(bytes, NARROW.matches ? 8 : 16) : new TextDecoder().decode(bytes)) + rest, isHex };
}
