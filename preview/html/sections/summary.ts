import { durationText } from "../../model/duration-text.ts";
import { isEverybody } from "../../model/everybody.ts";
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
  readonly more?: Content;
}

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
      html`<div class="${fact.look}"><dt>${fact.name}</dt><dd><strong>${fact.value}</strong>${fact.more !== undefined && html` <span>${fact.more}</span>`}</dd></div>`,
  )}</dl></article>`;
}

function verdictOf({ stack, changes, notCompared }: StackView): readonly [Look, string] {
  const broken = stack.policy.violations.length;
  if (broken > 0) return ["bad", `Blocked: ${count(broken, "finding")} of mandatory policy rules.`];
  if (changes === undefined)
    return notCompared === undefined
      ? ["good", "Policy lets this pass. Everything would be created: there is no earlier report to compare with."]
      : ["watch", `Policy lets this pass. ${notCompared}`];
  const lost = atRisk(changes).length;
  if (lost > 0) return ["bad", `Look twice: ${count(lost, "resource")} with data or protection would be deleted or replaced.`];
  const wider = changes.newAccess.length;
  if (wider > 0) return ["watch", `Look at ${count(wider, "new way", "new ways")} in.`];
  const more = changes.newTraffic.length;
  if (more > 0) return ["watch", `Look at ${count(more, "new allowed connection")}.`];
  return ["good", changes.resources.length === 0 ? "Nothing changes." : "No known loss, and no new access from outside."];
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
      more: stack.timeline.measured === 0 ? "expected, not measured" : measuredWhere(stack.timeline),
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
      more: `${stack.counts.protected === 0 ? "none" : stack.counts.protected} protected from deletion`,
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
    more: `of ${stack.counts.total} resources`,
  };
}

function dataFact({ stack, changes, id }: StackView): Fact {
  if (changes !== undefined) {
    const lost = atRisk(changes);
    if (lost.length === 0) return { name: "At risk", look: "good", value: "nothing known" };
    const names = lost.map(
      ({ operation, type, name, protected: kept }) => `${named(type, name)} (${operation}${kept ? ", protected" : ""})`,
    );
    return { name: "At risk", look: "bad", value: names.join(", ") };
  }
  const gaps = stack.protection.flatMap((entry) => entry.gaps);
  return {
    name: "Data protection",
    look: gaps.length === 0 ? "good" : "watch",
    value: html`<a href="#${id("data")}">${gaps.length === 0 ? "no gaps" : count(gaps.length, "gap")}</a>`,
    ...(gaps.length === 0 ? {} : { more: [...new Set(gaps)].slice(0, 3).join(", ") }),
  };
}

function accessFact({ stack, changes, id }: StackView): Fact {
  const link = (text: string) => html`<a href="#${id("access")}">${text}</a>`;
  if (changes !== undefined) {
    const { newAccess, removedAccess } = changes;
    const removed = removedAccess.length === 0 ? "" : `, ${removedAccess.length} removed`;
    if (newAccess.length === 0) return { name: "New ways in", look: "good", value: link(`none${removed}`) };
    return {
      name: "New ways in",
      look: newAccess.some(({ from }) => isEverybody(from)) ? "bad" : "watch",
      value: link(`${newAccess.length}${removed}`),
      more: newAccess.map(({ from, to, what }) => `${from} → ${to} ${what}`).join("; "),
    };
  }
  const open = stack.waysIn.filter(({ from }) => isEverybody(from));
  return {
    name: "Ways in",
    look: "plain",
    value: link(`${stack.waysIn.length}`),
    more:
      open.length === 0
        ? "none from anybody"
        : `${open.length} from anybody, on ${[...new Set(open.map(({ what }) => what))].join(" and ")}`,
  };
}

function costFact({ fixed, byUse, estimated, unpriced }: StackView["stack"]["cost"], changes: StackChanges | undefined): Fact {
  const change = changes === undefined ? "" : `${difference(changes.cost.fixed + changes.cost.byUse)}; `;
  return {
    name: "Cost a month",
    look: changes !== undefined && changes.cost.fixed + changes.cost.byUse > 0.005 ? "watch" : "plain",
    value: `about ${dollars(fixed + byUse)}`,
    more: `${change}${dollars(fixed)} fixed, ${dollars(byUse)} by assumed use${estimated === 0 ? "" : `, of which ${dollars(estimated)} estimated`}${unpriced.length === 0 ? "" : `, ${unpriced.length} without a price`}`,
  };
}

function policyFact({ stack, id }: StackView): Fact {
  const { rules, violations, advisories, exemptions } = stack.policy;
  const value =
    violations.length === 0
      ? `none of ${rules.length} rules blocks`
      : count(violations.length, "finding blocks", "findings block");
  return {
    name: "Policy",
    look: violations.length > 0 ? "bad" : advisories.length > 0 ? "watch" : "good",
    value: html`<a href="#${id("policy")}">${value}</a>`,
    more: `${advisories.length === 0 ? "no advice" : count(advisories.length, "advisory finding")}, ${exemptions.length === 0 ? "no exemptions" : count(exemptions.length, "exemption")}`,
  };
}
