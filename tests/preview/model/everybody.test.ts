import { describe, expect, it } from "vitest";
import { isEverybody, whoOf } from "../../../preview/model/everybody.ts";
import type { ReportedStack } from "../../../preview/model/report.ts";
import { report } from "../../../preview/model/report.ts";
import { reportText } from "../../../preview/text/text.ts";
import { committedPlan, stackOf } from "../html/planned.ts";

describe("everybody", () => {
  it.each(["0.0.0.0/0", "::/0", "0:0:0:0:0:0:0:0/0", "0.0.0.0/1", "128.0.0.0/1", "anybody, without credentials"])(
    "is %s",
    (source) => {
      expect(isEverybody(source)).toBe(true);
    },
  );

  it.each([
    "192.0.2.0/24",
    "10.0.0.0/8",
    "prefix list pl-12345678",
    "a new address of network-1",
    "without credentials, only where aws:sourceip is 192.0.2.1",
  ])("is not %s", (source) => {
    expect(isEverybody(source)).toBe(false);
    expect(whoOf(source)).toBe(source);
  });

  it("is said once with its range", () => {
    expect([whoOf("0.0.0.0/1"), whoOf("anybody, without credentials")]).toEqual([
      "anybody (0.0.0.0/1)",
      "anybody, without credentials",
    ]);
  });

  it("is named in the text of the preview, in both directions and for IPv6", async () => {
    const prod = stackOf(await committedPlan(), "prod");
    const [into] = prod.waysIn;
    const [on] = prod.waysOn;
    const stack = { ...prod, waysIn: [{ ...into, from: "0.0.0.0/1" }], waysOn: [{ ...on, to: "::/0" }] } as ReportedStack;
    const text = reportText(report([stack]), { width: 110, paint: (_look, piece) => piece });
    expect(text).toContain("anybody (0.0.0.0/1)");
    expect(text).toMatch(/→ anywhere +80/);
  });
});
