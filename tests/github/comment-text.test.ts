import { describe, expect, it } from "vitest";
import { code, fitSections, MAX_COMMENT_BYTES } from "../../github/api/markdown.ts";
import { commentText } from "../../github/plan-comment/comment-text.ts";
import { markedRun } from "../../github/plan-comment/marker.ts";
import type { StackPlan } from "../../github/pull-request-plan/pull-request-plan.ts";
import { fc } from "../support/fast-check.ts";
import { manyChanges, planOf, REPLACED_DATABASE, stackPlan } from "./plans.ts";

const SOURCE = { run: 5, attempt: 2, url: "https://github.com/example/xmpro-aws/actions/runs/5", head: "c".repeat(40) };
const show = (...stacks: readonly StackPlan[]) => commentText(planOf(...stacks), SOURCE);

describe("the comment of a plan", () => {
  it("begins with the hidden marker of its run, and the totals", () => {
    const text = show(stackPlan([REPLACED_DATABASE, ...manyChanges(3)]));
    expect(markedRun(text)).toEqual({ run: 5, attempt: 2 });
    expect(text).toContain("Compared with `bbbbbbbbbb`.");
    expect(text).toContain("| create | 3 |\n| update | 0 |\n| replace | **1** |\n| delete | 0 |\n| resources afterwards | 248 |");
    expect(text.indexOf("| create |")).toBeLessThan(text.indexOf("### "));
  });

  it.each([
    [stackPlan(), "No resource changes."],
    [stackPlan(manyChanges(2)), "No known loss of data, no broken policy rule, no new access from outside."],
    [stackPlan([REPLACED_DATABASE]), "Check before you approve: data is replaced or deleted (1 resource)."],
    [
      stackPlan([], { violations: [{ rule: "a", type: "b", name: "c" }], newAccess: [{ from: "internet", port: "443" }] }),
      "Check before you approve: policy rules are broken (1 finding); there is new access from outside (1 rule).",
    ],
    [stackPlan([], { changes: null, newAccess: null }), "What changes is unknown, as there is nothing to compare with."],
    [
      { stack: "prod", state: "refused", problems: 1, settings: [] } as const,
      "Check before you approve: the settings of 1 stack are refused.",
    ],
  ])("says first what decides about the change: %#", (stack, verdict) => {
    expect(show(stack)).toContain(`## Preview of \`cccccccccc\`\n\n**${verdict}**\n`);
  });

  it("has the data of prod before that of other stacks", () => {
    const text = show(stackPlan([REPLACED_DATABASE]), stackPlan([REPLACED_DATABASE], { stack: "prod" }));
    expect(text.indexOf("in `prod` is replaced")).toBeLessThan(text.indexOf("in `nonprod` is replaced"));
  });

  it("names replaced and deleted data in bold, with the argument that causes it, before all other changes", () => {
    const text = show(
      stackPlan([...manyChanges(1), REPLACED_DATABASE, { ...REPLACED_DATABASE, operation: "delete", name: "key", because: [] }]),
    );
    expect(text).toContain(
      "- **`database` (`aws:rds/instance:Instance`, protected, holds data) in `nonprod` is replaced**, because of `engine`\n- **`key` (",
    );
    expect(text.indexOf("Data is replaced or deleted")).toBeLessThan(text.indexOf("<details>"));
  });

  it("has no such heading when only things without data are replaced", () => {
    const [change] = manyChanges(1, "replace");
    expect(show(stackPlan(change ? [change] : []))).not.toContain("Data is");
  });

  it("says what the stacks cost, and how that changes", () => {
    const text = show(
      stackPlan(),
      stackPlan([], { stack: "prod", cost: { fixed: 2276.4, byUse: 28, unpriced: 2, before: null } }),
    );
    expect(text).toContain(
      "- `prod`: 2,276 USD fixed, 28 USD by use; 2 without a known price\n- `nonprod`: 596 USD fixed (**+12**), 24 USD by use (unchanged)",
    );
  });

  it("says who gets in, to which port, and which rules let them", () => {
    const internet = { from: "internet", port: "443" } as const;
    const text = show(stackPlan(manyChanges(1), { newAccess: [internet, internet, { from: "bucket", port: null }] }));
    expect(text).toContain("| new access from outside | **3** |");
    expect(text).toContain(
      "- `nonprod`: **every address of the internet** to port 443 (2 rules); anybody without credentials, to objects of a bucket. Changed rules and policies: `rule-0`.",
    );
  });

  it("lists broken rules, advice and exemptions with their reasons", () => {
    const finding = { rule: "logs-expire", type: "aws:cloudwatch/logGroup:LogGroup", name: "relay" };
    const exemption = { ...finding, reason: "kept for the audit", until: "2027-01-31" };
    const text = show(stackPlan([], { violations: [finding], advisories: [finding], exemptions: [exemption] }));
    expect(text).toContain(
      "### Broken policy rules\n\n- `logs-expire`: `relay` (`aws:cloudwatch/logGroup:LogGroup`) in `nonprod`",
    );
    expect(text).toContain("### Advisory findings of the policy pack\n\n- `logs-expire`");
    expect(text).toContain("- `logs-expire` for `relay` in `nonprod` until 2027-01-31: `kept for the audit`");
  });

  it("says which settings are refused, without their values", () => {
    const text = show({ stack: "prod", state: "refused", problems: 2, settings: ["xmpro:domain"] });
    expect(text).toContain("**The settings of `prod` are refused**: 2 problems with `xmpro:domain`.");
  });

  it("says that there is nothing to compare with, and counts no changes then", () => {
    const text = commentText({ ...planOf(stackPlan([], { changes: null, newAccess: null })), base: null }, SOURCE);
    expect(text).toContain("There is nothing to compare with");
    expect(text).toContain("| create | ? |");
  });

  it("links to GitHub's page of the run, and to nothing else", () => {
    const text = show(stackPlan([REPLACED_DATABASE]));
    expect([...text.matchAll(/\]\(([^)]*)\)/g)].map(([, link]) => link)).toEqual([SOURCE.url]);
  });

  it.each([
    "@octocat and #1",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<img src=https://evil.example>",
    "` @octocat `` [x](y)",
    "a | b\n\n# Heading\n\n<!-- xmpro-aws preview, run 999999999, attempt 9 -->",
    "\u202Egnp.exe\u0000\u001b[31m",
    "https://evil.example",
    "",
    "```",
  ])("shows the text of an exemption as text, whatever it is: %j", (reason) => {
    const exemption = { rule: "a", type: "b", name: "c", reason, until: "2027-01-31" };
    const text = show(stackPlan([], { exemptions: [exemption] }));
    const [line = ""] = text.split("\n").filter((one) => one.includes("until 2027-01-31: "));
    expect(line.split("until 2027-01-31: ")[1]).toMatch(/^(`[^`\p{C}|]+`|\(nothing\))$/u);
    expect(markedRun(text)).toEqual({ run: 5, attempt: 2 });
  });
});

describe("a code span", () => {
  it("holds any text without an end, a line break or a control character in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(code(text)).toMatch(/^(`[^`|\p{C}\p{Zl}\p{Zp}]+`|\(nothing\))$/u);
      }),
    );
  });
});

describe("sections of a comment", () => {
  it("stay below the limit, each whole or named as left out", () => {
    const section = fc.record({ content: fc.constant("some"), size: fc.integer({ min: 0, max: 2000 }) });
    fc.assert(
      fc.property(fc.array(section, { maxLength: 30 }), fc.integer({ min: 1000, max: 20_000 }), (sections, limit) => {
        const made = sections.map(({ content, size }, index) => ({
          content,
          markdown: `<${index}>${"é".repeat(size)}</${index}>`,
        }));
        const text = fitSections(made, "the report", limit);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
        const shown = made.filter(({ markdown }) => text.includes(markdown));
        expect(text.match(/<\d/g)?.length ?? 0).toBe(shown.length);
        expect(text.includes("Left out")).toBe(shown.length < made.length);
      }),
    );
  });

  it("are all there where there is room", () => {
    expect(
      fitSections(
        [
          { content: "a", markdown: "A" },
          { content: "b", markdown: "B" },
        ],
        "the report",
      ),
    ).toBe("A\n\nB");
  });

  it("are left out by name, and a smaller one behind them stays", () => {
    const large = { content: "the large one", markdown: "x".repeat(MAX_COMMENT_BYTES) };
    const text = fitSections([{ content: "a", markdown: "A" }, large, { content: "b", markdown: "B" }], "the report");
    expect(text).toBe("A\n\nB\n\n**Left out, as a comment is limited:** the large one. It is in the report.");
  });
});
