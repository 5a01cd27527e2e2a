import type {
  PolicyResource,
  ResourceValidation,
  ResourceValidationArgs,
  StackValidation,
  StackValidationArgs,
} from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { policies } from "../../../infra/policy/policies.ts";
import { onResource, onStack, type Rule } from "../../../infra/policy/rule.ts";
import { guardUnknown } from "../../../infra/policy/unknown-values.ts";
import { judged, UNKNOWN } from "./judged.ts";

const rule: Rule = {
  name: "doors-painted",
  description: "Doors are painted (DOOR.1).",
  remedy: "Paint it.",
  severity: "low",
  controls: ["DOOR.1"],
  checks: [
    onResource<{ colour: string }>("a:b:Door", ({ colour }) => (colour === "red" ? undefined : "colour must be red")),
    onResource<{ size: number }>("a:b:Door", ({ size }) => (size === 1 ? undefined : ["size must be 1", "size must be known"])),
    onStack<object>("a:b:Door", (_, door, all) =>
      all.some((other) => other.propertyDependencies?.door?.includes(door.urn)) ? undefined : "the door must have a frame",
    ),
  ],
};
const [alone, together] = policies([rule]) as unknown as [
  { validateResource: ResourceValidation },
  { name: string; validateStack: StackValidation },
];

/** A resource as the engine's server makes it, linked to others. */
function engine(props: Record<string, unknown>, links: PolicyResource[] = [], name = "it"): PolicyResource {
  const { urn, type } = judged(name === "it" ? "a:b:Door" : "a:b:Frame", props, { name });
  const resource = { type, name, urn, props: guardUnknown(props), opts: { protect: false } };
  return { ...resource, dependencies: links, propertyDependencies: { door: links } } as unknown as PolicyResource;
}

describe("policies", () => {
  it("report each finding of a resource, with the remedy, and pass over what is not known yet", () => {
    const told: string[] = [];
    const resource = engine({ colour: UNKNOWN, size: 0 }) as unknown as ResourceValidationArgs;
    alone.validateResource(resource, (message) => told.push(message));
    expect(told).toEqual(["size must be 1. Paint it.", "size must be known. Paint it."]);
  });

  it("report a stack's findings at the resource's address", () => {
    const told: unknown[] = [];
    const report = (message: string, urn?: string) => told.push([message, urn]);
    const door = engine({});
    together.validateStack({ resources: [door] } as unknown as StackValidationArgs, report);
    expect(told).toEqual([["the door must have a frame. Paint it.", door.urn]]);
    together.validateStack({ resources: [door, engine({}, [door], "frame")] } as unknown as StackValidationArgs, report);
    expect(told).toHaveLength(1);
  });

  it("say by their names which of a rule's two they are", () => {
    expect(policies([rule]).map(({ name }) => name)).toEqual(["doors-painted", "doors-painted-stack"]);
    expect(policies([{ ...rule, checks: rule.checks.slice(2) }]).map(({ name }) => name)).toEqual(["doors-painted"]);
    expect(policies([{ ...rule, checks: rule.checks.slice(0, 1) }]).map(({ name }) => name)).toEqual(["doors-painted"]);
  });
});
