import { describe, expect, it } from "vitest";
import type { Rule } from "../../../../../infra/policy/rule.ts";
import { fc } from "../../../../support/fast-check.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

export const TASK = "aws:ecs/taskDefinition:TaskDefinition";
export const SERVICE = "aws:ecs/service:Service";
export const DIGEST = `@sha256:${"0".repeat(64)}`;

/** A container that no rule reports. */
export const container = {
  name: "relay",
  image: `444455556666.dkr.ecr.us-east-1.amazonaws.com/relay${DIGEST}`,
  user: "65532:65532",
  readonlyRootFilesystem: true,
  linuxParameters: { capabilities: { drop: ["ALL"] } },
  logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "/ecs/relay" } },
  environment: [{ name: "PORT", value: "8080" }],
};

type Change = Readonly<Record<string, unknown>>;

/** The same container in each form that the provider takes. */
function forms(changed: unknown): readonly unknown[] {
  const sidecar = { ...container, name: "sidecar" };
  return [
    JSON.stringify([changed]),
    [changed],
    JSON.stringify([sidecar, changed]),
    [UNKNOWN, changed, sidecar],
    JSON.stringify(changed),
    changed,
    JSON.stringify([withKeys(changed, (key) => key.toUpperCase())]),
    JSON.stringify([withKeys(changed, (key) => key.charAt(0).toUpperCase() + key.slice(1))]),
  ];
}

function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => withKeys(one, rename));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key.includes("-") ? key : rename(key), withKeys(inner, rename)]);
  return Object.fromEntries(entries);
}

/** Tests what a rule says about a container, wherever and however it is in a task definition. */
export function describeContainers(
  rule: Rule,
  { accepted, reported }: { accepted: readonly Change[]; reported: readonly (readonly [Change, string])[] },
): void {
  const found = (containerDefinitions: unknown) => findingsOf(rule, checkedResource(TASK, { containerDefinitions }));

  describe(`${rule.name}, about a container,`, () => {
    it.each([{}, ...accepted])("accepts %j", (change) => {
      for (const form of forms({ ...container, ...change })) expect(found(form)).toEqual([]);
    });

    it.each(reported)("reports %j in each form", (change, text) => {
      for (const form of forms({ ...container, ...change })) expect(found(form)).toEqual([expect.stringContaining(text)]);
    });

    it("reports one dangerous container among any number of others", () => {
      const safe = fc.constantFrom({ ...container }, ...accepted.map((change) => ({ ...container, ...change })));
      fc.assert(
        fc.property(
          fc.array(safe, { maxLength: 5 }),
          fc.constantFrom(...reported),
          fc.nat(),
          fc.boolean(),
          (list, one, at, asText) => {
            const [change, text] = one;
            const whole = list.toSpliced(at % (list.length + 1), 0, { ...container, ...change });
            expect(found(asText ? JSON.stringify(whole) : whole)).toEqual([expect.stringContaining(text)]);
          },
        ),
        { numRuns: 50 },
      );
    });

    it("skips containers that are not known yet, or that cannot be read", () => {
      for (const containers of [UNKNOWN, [UNKNOWN], "{", "0", 0, [null, 1]]) expect(found(containers)).toEqual([]);
    });
  });
}
