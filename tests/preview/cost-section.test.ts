import { describe, expect, it } from "vitest";
import type { CostLine } from "../../infra/policy/cost/cost-report.ts";
import { type ReportedStack, report } from "../../preview/model/report.ts";
import { previewStack } from "../../preview/preview-stack.ts";
import { reportText } from "../../preview/text/text.ts";
import { committedAnd } from "./settings-directory.ts";

const plain = { width: 110, paint: (_look: string, text: string) => text };

async function textOf(lines: readonly string[], change?: (nonprod: string) => string) {
  const text = reportText(report([await previewStack(committedAnd(lines, change), "nonprod")]), plain);
  return text.replaceAll(/\s+/g, " ");
}

describe("the cost in the text of the preview", () => {
  it("says the sum, how much of it is estimated, and from which day the list prices are", async () => {
    const text = await textOf([]);
    expect(text).toMatch(
      /Cost: about [\d,]+ USD a month, of which [\d,]+ USD estimated all [\d,]+ USD fixed, \d+ USD by use Elastic/,
    );
    expect(text).toMatch(/List prices of us-east-1, the oldest of 20\d\d-\d\d-\d\d\./);
    expect(text).not.toContain("AWS has other prices");
  });

  it("says in another region that the prices are not those of that region", async () => {
    const text = await textOf([], (nonprod) => nonprod.replace("us-east-1", "eu-central-1"));
    expect(text).toContain("AWS has other prices in eu-central-1: these are those of us-east-1.");
  });

  it("claims no list prices and no day where all prices are estimates", async () => {
    const stack = (await previewStack(committedAnd([]), "nonprod")) as ReportedStack;
    const [line] = stack.cost.lines.filter(({ basis }) => basis === "estimate");
    const cost = { ...stack.cost, lines: [line as CostLine], fixed: 9, byUse: 0, estimated: 9, priceDate: "" };
    const text = reportText(report([{ ...stack, cost }]), plain);
    expect(text).toContain("Cost: about 9 USD a month, of which 9 USD estimated\n");
    expect(text).not.toContain("List prices");
  });

  it("names what has no price, instead of taking it for nothing", async () => {
    const text = await textOf(["xmpro:adInstanceType: r6i.16xlarge"]);
    expect(text).toContain("no price aws:elasticbeanstalk/environment:Environment ad: 1 instance r6i.16xlarge with Windows");
  });
});
