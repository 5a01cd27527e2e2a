import { describe, expect, it } from "vitest";
import { services } from "../../preview/aws/services.ts";
import type { Registered } from "../../preview/engine/engine.ts";
import { criticalPath, waitsForPeople } from "../../preview/model/critical-path.ts";
import { expectedSeconds } from "../../preview/model/durations.ts";
import { registered } from "./registered.ts";

const DATABASE = "aws:rds/instance:Instance";
const ZONE = "aws:route53/zone:Zone";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

const waitingFor = (resource: Registered, ...before: readonly Registered[]): Registered => ({
  ...resource,
  dependencies: before.map(({ urn }) => urn),
});
const below = (resource: Registered, parent: Registered): Registered => ({ ...resource, parent: parent.urn });
const names = (resources: readonly Registered[]) => criticalPath(resources).chain.map(({ name }) => name);

describe("the chain that bounds a deployment", () => {
  const zone = registered(ZONE, "zone");
  const role = registered("aws:iam/role:Role", "role");
  const validation = registered(VALIDATION, "validation");

  it("is empty if nothing is created", () => {
    expect(criticalPath([])).toEqual({ seconds: 0, chain: [] });
  });

  it("is the slowest resource if none waits for another", () => {
    expect(names([role, zone])).toEqual(["zone"]);
  });

  it("adds the durations of resources that wait for each other", () => {
    const path = criticalPath([waitingFor(validation, zone, role), role, zone]);
    expect(path.chain.map(({ name }) => name)).toEqual(["zone", "validation"]);
    expect(path.seconds).toBe(expectedSeconds(zone) + expectedSeconds(validation));
  });

  it("waits for a parent that is a resource", () => {
    expect(names([zone, below(role, zone)])).toEqual(["zone", "role"]);
  });

  it("does not wait for a component, which only groups resources", () => {
    const component = registered("xmpro-aws:infra:Dns", "dns");
    expect(names([component, below(zone, component), waitingFor(role, component)])).toEqual(["zone"]);
  });

  it("waits for all parts of a plugin's component, which wait for the component's dependencies", () => {
    const plugin = { ...registered("awsx:ec2:Vpc", "network"), remote: true };
    const vpc = below(registered("aws:ec2/vpc:Vpc", "vpc"), plugin);
    const nat = waitingFor(below(registered("aws:ec2/natGateway:NatGateway", "nat"), vpc), vpc);
    const database = waitingFor(registered(DATABASE, "database"), plugin);
    expect(names([plugin, vpc, nat, database])).toEqual(["vpc", "nat", "database"]);
    expect(names([waitingFor(plugin, zone), zone, vpc, nat, database])).toEqual(["zone", "vpc", "nat", "database"]);
  });

  it("is refused if a resource depends on itself", () => {
    expect(() => criticalPath([waitingFor(zone, role), waitingFor(role, zone)])).toThrow(
      '"zone" (aws:route53/zone:Zone) depends on itself',
    );
  });
});

const durations = services.flatMap(({ types }) =>
  Object.entries(types).flatMap(([type, known]) => (known.durations ?? []).map((duration) => ({ type, ...duration }))),
);

describe("the expected durations", () => {
  it("are longer with a second zone", () => {
    const database = (multiAz: boolean) => expectedSeconds(registered(DATABASE, "database", { inputs: { multiAz } }));
    expect(database(true)).toBeGreaterThan(database(false));
  });

  it("are short for a type that is not in the table, and zero for a component", () => {
    expect(expectedSeconds(registered("aws:iam/role:Role", "role"))).toBe(3);
    expect(expectedSeconds(registered("xmpro-aws:infra:Dns", "dns"))).toBe(0);
  });

  it.each(durations)("name a source for $type", ({ source, seconds }) => {
    expect(source.length).toBeGreaterThan(10);
    expect(seconds).toBeGreaterThan(3);
  });
});

describe("the list of what a deployment waits for outside AWS", () => {
  const validation = registered(VALIDATION, "certificate");
  const zone = registered(ZONE, "zone");

  it.each([
    ["a certificate in a new zone", [validation, zone], 1],
    ["a certificate in an existing zone", [validation], 0],
    ["a zone without a certificate to wait for", [zone], 0],
    ["an image that is built here", [registered("docker:index/image:Image", "relay")], 1],
  ])("has the right number of entries for %s", (_, resources, sentences) => {
    expect(waitsForPeople(resources)).toHaveLength(sentences);
  });
});
