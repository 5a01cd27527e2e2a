import { describe, expect, it } from "vitest";
import { lookUp, lookUpZones, platformPattern } from "../../stacks/look-ups.ts";
import type { Settings } from "../../stacks/settings.ts";
import { deploy } from "../support/program/deploy.ts";
import { exampleSettings } from "../support/program/example-settings.ts";

const windows = (version: string) => `64bit Windows Server 2022 v${version} running IIS 10.0`;

describe("the pattern of the platform", () => {
  it.each([
    ["2", ["2.23.5", "2.0.0", "2.100.12"], ["3.0.0", "20.1.1", "12.1.1", "2.23"]],
    ["2.23", ["2.23.0", "2.23.15"], ["2.2.3", "2.230.1", "2.24.0"]],
    ["2.23.5", ["2.23.5"], ["2.23.55", "2.23.6", "2x23.5"]],
  ])("matches for %s only that version and its minor and patch versions", (version, fitting, others) => {
    const pattern = new RegExp(platformPattern(version));
    expect(fitting.filter((each) => !pattern.test(windows(each)))).toEqual([]);
    expect(others.filter((each) => pattern.test(windows(each)))).toEqual([]);
  });

  it.each([
    "64bit Windows Server Core 2022 v2.23.5 running IIS 10.0",
    "64bit Windows Server 2019 v2.23.5 running IIS 10.0",
    "64bit Windows Server 2022 v2.23.5 running IIS 10x0",
    "64bit Windows Server 2022 v2.23.5 running IIS 10.0 beta",
  ])("does not match %s", (name) => {
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

  it("request the newest platform that fits, and the hosted zone of application load balancers", async () => {
    const made = await deploy(() => lookUp({ ...exampleSettings, platformVersion: "2.23" }));
    const requested = Object.fromEntries(made.lookUps.map(({ token, inputs }) => [token.split(":")[2], inputs]));
    expect(requested).toEqual({
      getSolutionStack: { mostRecent: true, nameRegex: platformPattern("2.23") },
      getHostedZoneId: { loadBalancerType: "application" },
    });
    expect(made.outputs).toEqual({ solutionStackName: windows("2.23.*"), balancerZoneId: "Z-load-balancers" });
  });
});

describe("the image of the installers' host", () => {
  it("is requested only if there is such a host", async () => {
    const made = await deploy(() => lookUp({ ...exampleSettings, installerHost: true }));
    const asked = made.lookUps.find(({ token }) => token === "aws:ssm/getParameter:getParameter");
    expect(asked?.inputs.name).toBe("/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base");
    expect(made.outputs.installerImageId).toBe("ami-0123456789abcdef0");
  });
});

describe("the zones of a new network", () => {
  /** The zones of an account that opted into a Local Zone: the filter leaves the Local Zone out. */
  const zonesOf = (settings: Partial<Settings>, names = ["us-east-1a", "us-east-1b", "us-east-1c"]) =>
    deploy(() => lookUpZones({ ...exampleSettings, ...settings }), {
      cloud: {
        lookUp: (token, { state, filters }) => {
          if (token !== "aws:index/getAvailabilityZones:getAvailabilityZones") throw new Error(`looked up ${token}`);
          const filtered = JSON.stringify(filters) === '[{"name":"opt-in-status","values":["opt-in-not-required"]}]';
          return { names: [...(filtered && state === "available" ? [] : ["us-east-1-bos-1a"]), ...names] };
        },
      },
    });
  const wanted = (zones: number): Pick<Settings, "network"> => ({
    network: { kind: "new", cidrBlock: "10.20.0.0/16", zones, natGateways: "single" },
  });

  it("are the first availability zones of the region, without Local Zones", async () => {
    expect((await zonesOf(wanted(2))).outputs).toEqual({ zoneNames: ["us-east-1a", "us-east-1b"] });
  });

  it("are refused before anything is created if the region has fewer", async () => {
    await expect(zonesOf({ ...wanted(3), region: "us-west-1" }, ["us-west-1a", "us-west-1c"])).rejects.toThrow(
      'xmpro:availabilityZones must be at most 2 in us-west-1 (AWS offers this account us-west-1a, us-west-1c) such as "2", got "3"',
    );
  });

  it("are not looked up for an existing VPC", async () => {
    const ids = {
      publicSubnetIds: [],
      privateSubnetIds: [],
      isolatedSubnetIds: [],
      routeTableIds: [],
      taskSubnetIds: [],
      taskRouteTableIds: [],
    };
    expect((await zonesOf({ network: { kind: "existing", vpcId: "vpc-1", ...ids } })).lookUps).toEqual([]);
  });

  it("are chosen by awsx in the offline preview, which cannot look them up", async () => {
    expect((await zonesOf(wanted(3), [])).outputs).toEqual({});
  });
});
