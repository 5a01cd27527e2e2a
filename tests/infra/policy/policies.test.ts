import type {
  PolicyResource,
  ResourceValidation,
  ResourceValidationArgs,
  StackValidation,
  StackValidationArgs,
} from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import type { Exemption } from "../../../infra/policy/exemptions/exemption.ts";
import { policies } from "../../../infra/policy/policies.ts";
import { ebsVolume } from "../../../infra/policy/read/resource-types.ts";
import { guardUnknown } from "../../../infra/policy/read/unknown-values.ts";
import { Review } from "../../../infra/policy/review.ts";
import { reviewPolicies, stoppedPolicies } from "../../../infra/policy/review-policies.ts";
import { onResource, onStack, type Rule, requireValue } from "../../../infra/policy/rule.ts";
import { checkedResource, UNKNOWN } from "./checked-resource.ts";

const rule: Rule = {
  name: "volumes-new",
  description: "Volumes are of the newest kind.",
  remedy: "Make it anew.",
  severity: "low",
  enforcementLevel: "mandatory",
  controls: ["EC2.3"],
  checks: [
    onResource(ebsVolume, ({ type }) => (type === "gp3" ? undefined : "type must be gp3")),
    onResource(ebsVolume, ({ size }) => (size === 1 ? undefined : ["size must be 1", "size must be known"])),
    onStack(ebsVolume, (_, volume, all) =>
      all.some((other) => other.propertyDependencies?.volumeId?.includes(volume.urn)) ? undefined : "the volume must be attached",
    ),
  ],
};
const LINK = "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-3";
const [alone, together] = policies([rule]) as unknown as [
  { validateResource: ResourceValidation },
  { name: string; validateStack: StackValidation },
];

/** A resource as the engine's analyzer passes it to a policy, with links to others. */
function engine(props: Record<string, unknown>, links: PolicyResource[] = [], name = "it"): PolicyResource {
  const { urn, type } = checkedResource(name === "it" ? ebsVolume : "aws:ec2/volumeAttachment:VolumeAttachment", props, { name });
  const resource = { type, name, urn, props: guardUnknown(props), opts: { protect: false } };
  return { ...resource, dependencies: links, propertyDependencies: { volumeId: links } } as unknown as PolicyResource;
}

describe("policies", () => {
  it("report each finding of a resource after its remedy, and skip unknown values", () => {
    const reported: string[] = [];
    const resource = engine({ type: UNKNOWN, size: 0 }) as unknown as ResourceValidationArgs;
    alone.validateResource(resource, (message) => reported.push(message));
    expect(reported).toEqual([
      `Make it anew. Found: size must be 1. ${LINK}`,
      `Make it anew. Found: size must be known. ${LINK}`,
    ]);
  });

  it("report the findings of a stack with the URN of the resource", () => {
    const reported: unknown[] = [];
    const report = (message: string, urn?: string) => reported.push([message, urn]);
    const volume = engine({});
    together.validateStack({ resources: [volume] } as unknown as StackValidationArgs, report);
    expect(reported).toEqual([[`Make it anew. Found: the volume must be attached. ${LINK}`, volume.urn]]);
    together.validateStack({ resources: [volume, engine({}, [volume], "frame")] } as unknown as StackValidationArgs, report);
    expect(reported).toHaveLength(1);
  });

  it("have names that distinguish a rule's resource policy from its stack policy", () => {
    expect(policies([rule]).map(({ name }) => name)).toEqual(["volumes-new", "volumes-new-stack"]);
    expect(policies([{ ...rule, checks: rule.checks.slice(2) }]).map(({ name }) => name)).toEqual(["volumes-new"]);
    expect(policies([{ ...rule, checks: rule.checks.slice(0, 1) }]).map(({ name }) => name)).toEqual(["volumes-new"]);
  });
});

describe("the policies about a run", () => {
  const volume = engine({ type: "gp2", size: 1 }) as unknown as ResourceValidationArgs;
  const exemption = { rule: "volumes-new", resource: volume.urn, reason: "It is thrown away tomorrow.", until: "2026-11-30" };
  const report = (exemptions: Exemption[]) => {
    const review = new Review({ exemptions, today: "2026-11-30" });
    const [own] = policies([rule], review) as unknown as [{ validateResource: ResourceValidation }];
    const said: string[] = [];
    own.validateResource(volume, (message) => said.push(message));
    for (const policy of reviewPolicies(review) as unknown as { name: string; validateStack: StackValidation }[]) {
      policy.validateStack({ resources: [volume] } as unknown as StackValidationArgs, (message, urn) =>
        said.push(`${policy.name} ${urn}: ${message}`),
      );
    }
    return said;
  };

  it("list each exemption in use with its number, its reason and its last day", () => {
    expect(report([exemption])).toEqual([
      `exemptions-in-use ${volume.urn}: Exemption 1 of 1: volumes-new for ${ebsVolume} "it" until 2026-11-30. It is thrown away tomorrow.`,
    ]);
  });

  it("fail for an exemption that has ended", () => {
    expect(report([{ ...exemption, until: "2026-11-29" }])).toEqual([
      expect.stringContaining("Found: type must be gp3"),
      expect.stringMatching(/^exemptions urn:.* ended on 2026-11-29\./),
    ]);
  });

  it("stop a run at its first resource if a file of the pack is broken", () => {
    const [stopped] = stoppedPolicies(["one", "two"]) as unknown as [{ validateResource: ResourceValidation }];
    const said: string[] = [];
    const stack = checkedResource("pulumi:pulumi:Stack", {}) as unknown as ResourceValidationArgs;
    stopped.validateResource(stack, (message) => said.push(message));
    stopped.validateResource(volume, (message) => said.push(message));
    expect(said).toEqual(["one", "two"]);
  });
});

describe("the compiler", () => {
  it("rejects unknown arguments of a type, and values of the wrong type", () => {
    // @ts-expect-error Volumes have no such argument.
    requireValue(ebsVolume, "encryptd", true);
    // @ts-expect-error The argument is not a text.
    requireValue(ebsVolume, "encrypted", "yes");
    expect(requireValue(ebsVolume, "encrypted", true).types).toEqual([ebsVolume]);
  });
});
