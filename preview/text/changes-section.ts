import { type Change, isLoss } from "../model/changes.ts";
import { noun } from "../model/nouns.ts";
import type { ReportedStack } from "../model/report.ts";
import { hanging, type Line, type Look } from "./lines.ts";
import { type Row, table } from "./table.ts";
import { usd } from "./usd.ts";

const LOOKS: Readonly<Record<Change["operation"], Look>> = { delete: "red", replace: "red", update: "yellow", create: "green" };
/** Of resources without data, the first ones of an operation are named. */
const NAMED = 12;

export function changesHeading({ changes = [] }: ReportedStack): string {
  const counts = (["delete", "replace", "update", "create"] as const).flatMap((operation) => {
    const count = changes.filter((change) => change.operation === operation).length;
    return count === 0 ? [] : [`${count} to ${operation}`];
  });
  return `Changes since the earlier report: ${counts.length === 0 ? "none" : counts.join(", ")}`;
}

/** What changes, with the arguments that cause it, and the difference in cost. */
export function changesSince({ changes = [], cost, costBefore }: ReportedStack, width: number): Line[] {
  const named = changes.filter((change, index) => isLoss(change) || index < NAMED + changes.filter(isLoss).length);
  const more = changes.length - named.length;
  const rows = named.map(
    (change): Row => [
      [{ text: change.operation.padEnd(9), look: LOOKS[change.operation] }, { text: `${noun(change.type)} ${change.name}` }],
      [change.because.join(", "), isLoss(change) ? loss(change) : ""].filter(Boolean).join("; "),
      isLoss(change) ? "red" : undefined,
    ],
  );
  return [
    ...(rows.length === 0 ? [] : table(rows, width)),
    ...(more === 0 ? [] : [[{ text: `  and ${more} more; --json has all` }]]),
    ...(costBefore === undefined
      ? []
      : [
          [
            {
              text: `  Cost a month: ${difference(costBefore.fixed, cost.fixed, "fixed")}; ${difference(costBefore.byUse, cost.byUse, "by use")}`,
            },
          ],
        ]),
    ...(changes.some(({ operation }) => operation === "update")
      ? hanging(
          [{ text: "  " }],
          "The offline preview knows the usual arguments that replace a resource, not all: pulumi preview has the last word on an update.",
          width,
          "dim",
        )
      : []),
  ];
}

function loss({ holdsData, ...change }: Change): string {
  if (change.protected) return "it is protected, and Pulumi refuses";
  return holdsData ? "what it holds is lost" : "";
}

/** "480 USD fixed, 20 USD more". */
function difference(before: number, after: number, kind: string): string {
  const by = Math.round((after - before) * 100) / 100;
  // Below a dollar, whole dollars would hide the change.
  const amount = Math.abs(by) < 1 ? `${Math.abs(by).toFixed(2)} USD` : usd(Math.abs(by));
  return `${usd(after)} ${kind}, ${by === 0 ? "as before" : `${amount} ${by > 0 ? "more" : "less"}`}`;
}
