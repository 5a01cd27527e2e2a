import { durationText } from "../../model/duration-text.ts";
import { isEverybody, whoOf } from "../../model/everybody.ts";
import { named } from "../../model/nouns.ts";
import type { RefusedStack } from "../../model/report.ts";
import { atRisk, type StackChanges } from "../../report/stack-changes.ts";
import { type Content, html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { count, difference, dollars } from "./words.ts";

type Look = "bad" | "watch" | "good" | "plain";

interface Fact {
  readonly name: string;
  readonly look: Look;
  readonly value: Content;
  /** Follows the value. It begins with what separates the two. */
  readonly more?: Content;
  readonly list?: Markup;
}

/** Longer lists hide the rest of the summary. */
const LISTED = 6;

/** What a person who approves the change looks for first. */
export function summary(views: readonly (StackView | RefusedStack)[]): Markup {
  return html`<section id="summary" aria-labelledby="summary-title"><h2 id="summary-title">Summary</h2><div class="cards">${views.map((view) => ("state" in view ? refusedCard(view) : card(view)))}</div></section>
`;
}

function refusedCard({ stack, heading, problems }: RefusedStack): Markup {
  return html`<article class="card bad" aria-labelledby="card-${stack}"><h3 id="card-${stack}">${stack}</h3><p class="verdict">Nothing would be created. ${heading}</p><ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul></article>`;
}

function card(view: StackView): Markup {
  const { stack, id } = view;
  const [look, verdict] = verdictOf(view);
  return html`<article class="card ${look}" aria-labelledby="${id("card")}"><h3 id="${id("card")}"><a href="#${stack.stack}">${stack.stack}</a> <small>account ${stack.accountId}, ${stack.region}</small></h3><p class="verdict">${verdict}</p><dl>${factsOf(
    view,
  ).map(
    (fact) =>
      html`<div class="${fact.look}"><dt>${fact.name}</dt><dd><strong>${fact.value}</strong>${fact.more !== undefined && html`<span>${fact.more}</span>`}${fact.list}</dd></div>`,
  )}</dl></article>`;
}

function verdictOf({ stack, changes, notCompared }: StackView): readonly [Look, string] {
  const broken = stack.policy.violations.length;
  if (broken > 0) return ["bad", `Blocked: ${count(broken, "finding")} of mandatory policy rules.`];
  if (changes === undefined)
    return notCompared === undefined
      ? ["good", "No policy rule blocks this. Everything would be created: there is no earlier report to compare with."]
      : ["watch", `No policy rule blocks this. ${notCompared}`];
  const lost = atRisk(changes).length;
  if (lost > 0)
    return ["bad", `Check before you approve: ${count(lost, "resource")} with data or protection would be deleted or replaced.`];
  const wider = changes.newAccess.length;
  if (wider > 0) return ["watch", `Check before you approve: ${count(wider, "rule")} would allow new access from outside.`];
  const more = changes.newTraffic.length;
  if (more > 0) return ["watch", `Check before you approve: ${count(more, "new allowed connection")} from inside.`];
  return ["good", changes.resources.length === 0 ? "Nothing changes." : "No known loss of data, and no new access from outside."];
}

function factsOf(view: StackView): Fact[] {
  const { stack, changes } = view;
  return [
    changesFact(view),
    dataFact(view),
    accessFact(view),
    costFact(stack.cost, changes),
    policyFact(view),
    {
      name: "First deployment",
      look: "plain",
      value: `about ${durationText(stack.timeline.seconds)}`,
      more: `, ${stack.timeline.measured === 0 ? "expected, not measured" : measuredWhere(stack.timeline)}`,
    },
    ...(stack.toDo.examples.length + stack.firstDeployment.waitsForPeople.length === 0
      ? []
      : [
          {
            name: "Before pulumi up",
            look: "watch" as const,
            value: html`<a href="#${view.id("next")}">${count(stack.toDo.examples.length + stack.firstDeployment.waitsForPeople.length, "thing")} to do</a>`,
          },
        ]),
  ];
}

/** "211 of 282 durations measured in nonprod". */
export function measuredWhere({ measured, bars }: StackView["stack"]["timeline"]): string {
  const places = new Set(bars.map(({ basis }) => basis).filter((basis) => basis !== "expected"));
  return `${measured} of ${bars.length} durations ${[...places].join(" or ")}`;
}

function changesFact({ stack, changes, id }: StackView): Fact {
  if (changes === undefined)
    return {
      name: "Resources",
      look: "plain",
      value: html`<a href="#${id("resources")}">${stack.counts.total}</a>`,
      more: `, ${stack.counts.protected === 0 ? "none" : stack.counts.protected} protected from deletion`,
    };
  const of = (operation: string) => changes.resources.filter((change) => change.operation === operation).length;
  const parts = [
    `${of("create")} created`,
    `${of("update")} changed`,
    `${of("replace")} replaced`,
    `${of("delete")} deleted`,
  ].join(", ");
  return {
    name: "Changes",
    look: of("delete") + of("replace") > 0 ? "watch" : "plain",
    value: html`<a href="#${id("changes")}">${parts}</a>`,
    more: ` of ${count(stack.counts.total, "resource")}`,
  };
}

function dataFact({ stack, changes, id }: StackView): Fact {
  if (changes !== undefined) {
    const lost = atRisk(changes);
    if (lost.length === 0) return { name: "Data at risk", look: "good", value: "none known" };
    const names = lost.map(
      ({ operation, type, name, protected: kept }) =>
        `${named(type, name)}: ${operation === "delete" ? "deleted" : "replaced"}${kept ? ", but protected: Pulumi refuses" : ""}`,
    );
    return { name: "Data at risk", look: "bad", value: count(lost.length, "resource"), list: listOf(names, id("changes")) };
  }
  const gaps = stack.protection.flatMap((entry) => entry.gaps);
  return {
    name: "Data protection",
    look: gaps.length === 0 ? "good" : "watch",
    value: html`<a href="#${id("data")}">${gaps.length === 0 ? "no gaps" : count(gaps.length, "gap")}</a>`,
    ...(gaps.length === 0 ? {} : { more: `: ${shortened([...new Set(gaps)], 3)}` }),
  };
}

function accessFact({ stack, changes, id }: StackView): Fact {
  const link = (text: string) => html`<a href="#${id("access")}">${text}</a>`;
  if (changes !== undefined) {
    const { newAccess, removedAccess } = changes;
    const removed = removedAccess.length === 0 ? "" : `, ${removedAccess.length} removed`;
    const name = "New access";
    if (newAccess.length === 0) return { name, look: "good", value: link(`none${removed}`) };
    const first = [...newAccess].sort((a, b) => Number(isEverybody(b.from)) - Number(isEverybody(a.from)));
    const lines = [
      ...new Set(first.map(({ from, to, what }) => `${whoOf(from)} → ${to}, ${/^\d/.test(what) ? "port " : ""}${what}`)),
    ];
    return {
      name,
      look: isEverybody(first[0]?.from ?? "") ? "bad" : "watch",
      value: link(`${count(newAccess.length, "rule")}${removed}`),
      list: listOf(lines, id("changes")),
    };
  }
  const open = stack.waysIn.filter(({ from }) => isEverybody(from));
  return {
    name: "Access from outside",
    look: "plain",
    value: link(count(stack.waysIn.length, "rule")),
    more:
      open.length === 0
        ? ", none for anybody"
        : `, ${open.length} for anybody on the internet: port ${[...new Set(open.map(({ what }) => what))].join(" and ")}`,
  };
}

/** A list whose end is behind a link. */
function listOf(lines: readonly string[], target: string): Markup {
  // One more line takes no more room than the link.
  const shown = lines.length <= LISTED + 1 ? lines : lines.slice(0, LISTED);
  return html`<ul>${shown.map((line) => html`<li>${line}</li>`)}${shown.length < lines.length && html`<li><a href="#${target}">and ${lines.length - shown.length} more</a></li>`}</ul>`;
}

function shortened(texts: readonly string[], most: number): string {
  return texts.length <= most ? texts.join(", ") : `${texts.slice(0, most).join(", ")} and others`;
}

function costFact({ fixed, byUse, estimated, unpriced }: StackView["stack"]["cost"], changes: StackChanges | undefined): Fact {
  const change = changes === undefined ? "" : ` (${difference(changes.cost.fixed + changes.cost.byUse)})`;
  return {
    name: "Cost a month",
    look: changes !== undefined && changes.cost.fixed + changes.cost.byUse > 0.005 ? "watch" : "plain",
    value: `about ${dollars(fixed + byUse)}`,
    more: `${change}: ${dollars(fixed)} fixed, ${dollars(byUse)} by assumed use${estimated === 0 ? "" : `; ${dollars(estimated)} of it rests on estimated prices`}${unpriced.length === 0 ? "" : `; ${unpriced.length} without a price`}`,
  };
}

function policyFact({ stack, id }: StackView): Fact {
  const { rules, violations, advisories, exemptions } = stack.policy;
  const value =
    violations.length === 0
      ? `none of ${count(rules.length, "rule")} blocks`
      : count(violations.length, "finding blocks", "findings block");
  return {
    name: "Policy",
    look: violations.length > 0 ? "bad" : advisories.length > 0 ? "watch" : "good",
    value: html`<a href="#${id("policy")}">${value}</a>`,
    more: `; ${advisories.length === 0 ? "no advisory findings" : count(advisories.length, "advisory finding")}, ${exemptions.length === 0 ? "no exemptions" : count(exemptions.length, "exemption")}`,
  };
}
