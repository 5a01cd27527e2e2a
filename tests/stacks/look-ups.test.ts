import { describe, expect, it } from "vitest";
import { lookUp, platformPattern } from "../../stacks/look-ups.ts";
import { deploy } from "../support/deploy.ts";
import { exampleSettings } from "../support/example-settings.ts";

const windows = (version: string) => `64bit Windows Server 2022 v${version} running IIS 10.0`;

describe("the pattern of the platform", () => {
  it.each([
    ["2", ["2.23.5", "2.0.0", "2.100.12"], ["3.0.0", "20.1.1", "12.1.1", "2.23"]],
    ["2.23", ["2.23.0", "2.23.15"], ["2.2.3", "2.230.1", "2.24.0"]],
    ["2.23.5", ["2.23.5"], ["2.23.55", "2.23.6", "2x23.5"]],
  ])("%s fits the versions below it, and no others", (version, fitting, others) => {
    const pattern = new RegExp(platformPattern(version));
    expect(fitting.filter((each) => !pattern.test(windows(each)))).toEqual([]);
    expect(others.filter((each) => pattern.test(windows(each)))).toEqual([]);
  });

  it.each([
    "64bit Windows Server Core 2022 v2.23.5 running IIS 10.0",
    "64bit Windows Server 2019 v2.23.5 running IIS 10.0",
    "64bit Windows Server 2022 v2.23.5 running IIS 10x0",
    "64bit Windows Server 2022 v2.23.5 running IIS 10.0 beta",
  ])("does not fit %s", (name) => {
    expect(platformPattern("2.23.5")).toBe("^64bit Windows Server 2022 v2\\.23\\.5 running IIS 10\\.0$");
    expect(new RegExp(platformPattern("2")).test(name)).toBe(false);
  });
});

describe("the look-ups", () => {
  it("name the setting when AWS has no such platform", async () => {
    const refusing = deploy(() => lookUp({ ...exampleSettings, platformVersion: "2.1" }), {
      cloud: {
        lookUp: (token) => {
          if (token === "aws:lb/getHostedZoneId:getHostedZoneId") return { id: "Z1" };
          throw new Error("no solution stack matches");
        },
      },
    });
    await expect(refusing).rejects.toThrow(/xmpro:platformVersion must be .* got "2\.1"; AWS says: .*no solution stack matches/);
  });

  it("ask for the newest platform that fits, and for the zone of application load balancers", async () => {
    const made = await deploy(() => lookUp({ ...exampleSettings, platformVersion: "2.23" }));
    const asked = Object.fromEntries(made.lookUps.map(({ token, inputs }) => [token.split(":")[2], inputs]));
    expect(asked).toEqual({
      getSolutionStack: { mostRecent: true, nameRegex: platformPattern("2.23") },
      getHostedZoneId: { loadBalancerType: "application" },
    });
    expect(made.outputs).toEqual({ solutionStackName: windows("2.23.*"), balancerZoneId: "Z-load-balancers" });
  });
});
