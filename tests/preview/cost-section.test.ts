import { describe, expect, it } from "vitest";
import { report } from "../../preview/model/report.ts";
import { previewStack } from "../../preview/preview-stack.ts";
import { reportText } from "../../preview/text/text.ts";
import { committedAnd } from "./settings-directory.ts";

const plain = { width: 110, paint: (_look: string, text: string) => text };

async function textOf(lines: readonly string[], change?: (nonprod: string) => string) {
  const text = reportText(report([await previewStack(committedAnd(lines, change), "nonprod")]), plain);
  return text.replaceAll(/\s+/g, " ");
}

describe("the cost in the text of the preview", () => {
  it("says the sums, whose prices they are, and from which day", async () => {
    const text = await textOf([]);
    expect(text).toMatch(/Cost: about [\d,]+ USD a month fixed, \d+ USD by use \(us-east-1 list prices of 20\d\d-\d\d-\d\d\)/);
    expect(text).not.toContain("AWS has other prices");
  });

  it("says in another region that the prices are not those of that region", async () => {
    const text = await textOf([], (nonprod) => nonprod.replace("us-east-1", "eu-central-1"));
    expect(text).toContain("AWS has other prices in eu-central-1: these are those of us-east-1.");
  });

  it("names what has no price, instead of taking it for nothing", async () => {
    const text = await textOf(["xmpro:adInstanceType: r6i.16xlarge"]);
    expect(text).toContain("no price aws:elasticbeanstalk/environment:Environment ad: 1 instance r6i.16xlarge with Windows");
  });
});
