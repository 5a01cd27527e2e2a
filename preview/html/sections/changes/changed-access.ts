import { isEverybody, whoOf } from "../../../model/everybody.ts";
import type { StackChanges } from "../../../report/stack-changes.ts";
import { html, type Markup } from "../../html.ts";
import { type Row, table } from "../table.ts";
import { count } from "../words.ts";

interface Connection {
  readonly from: string;
  readonly to: string;
  /** A port, or the objects of a bucket. */
  readonly what: string;
  readonly because: string;
}

const HEADS = ["From → to", "What happens", "Port or objects", "Reason"];

/** New and removed access from outside, and new and removed connections from inside. What is new for everybody comes first. */
export function changedAccess(stack: string, changes: StackChanges): Markup {
  const traffic = (all: StackChanges["newTraffic"]) =>
    all.map(({ from, port, ...way }): Connection => ({ ...way, from: from.join(", "), what: port }));
  const access = rowsOf(changes.newAccess, changes.removedAccess);
  const inside = rowsOf(traffic(changes.newTraffic), traffic(changes.removedTraffic));
  return html`${access.length > 0 && table(`Changed access to ${stack} from outside`, HEADS, access)}
${inside.length > 0 && table(`Changed connections from ${stack}`, HEADS, inside)}`;
}

function rowsOf(added: readonly Connection[], removed: readonly Connection[]): Row[] {
  const first = [...added].sort((a, b) => Number(isEverybody(b.from)) - Number(isEverybody(a.from)));
  const entries = [...first.map((one) => ({ one, word: "new" })), ...removed.map((one) => ({ one, word: "removed" }))];
  // Several addresses that AWS has not assigned yet look the same.
  const groups = new Map<string, typeof entries>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.word, entry.one.from, entry.one.to, entry.one.what, entry.one.because]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((all) => {
    const [entry] = all;
    if (entry === undefined) return [];
    const { one, word } = entry;
    return {
      className: word,
      cells: [
        `${whoOf(one.from)} → ${one.to}`,
        html`<span class="tag ${word === "new" ? "added" : "removed"}">${word}</span>${all.length > 1 && ` ${count(all.length, "rule")}`}`,
        one.what,
        one.because,
      ],
    };
  });
}
