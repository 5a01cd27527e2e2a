import { describe, expect, it } from "vitest";
import { namesOf } from "../../../github/bootstrap/names.ts";
import { trustOf } from "../../../github/bootstrap/trust.ts";
import { fc } from "../../support/fast-check.ts";
import { claimsOf, mayAssume, REPOSITORY, STRANGERS } from "./github-token.ts";

const TARGET = { project: "xmpro", stack: "prod", accountId: "444455556666", region: "us-east-1" };
const { providerArn } = namesOf(TARGET);
const may = (kind: "preview" | "deploy", claims: ReturnType<typeof claimsOf>) =>
  mayAssume(trustOf(kind, REPOSITORY, TARGET), claims, providerArn);
const withIds = (environment: string) => ({ sub: `repo:acme@987654321/xmpro@123456789:environment:${environment}` });

describe("the trust of the roles for GitHub", () => {
  it.each(["prod-preview", "prod-drift"])("gives the preview role, and no other, to jobs in %s", (environment) => {
    for (const changes of [{}, withIds(environment)]) {
      const claims = claimsOf(environment, changes);
      expect([may("preview", claims), may("deploy", claims)]).toEqual([true, false]);
    }
  });

  it("gives the deploy role, and no other, to jobs in the environment of the stack, in both spellings", () => {
    for (const changes of [{}, withIds("prod")]) {
      const claims = claimsOf("prod", changes);
      expect([may("preview", claims), may("deploy", claims)]).toEqual([false, true]);
    }
  });

  it.each(STRANGERS)("refuses both roles to %s", (_, changes) => {
    const claims = claimsOf("prod", changes);
    expect([may("preview", claims), may("deploy", claims)]).toEqual([false, false]);
  });

  it("refuses a token of another issuer", () => {
    expect(may("deploy", claimsOf("prod", { iss: "https://token.actions.example.com" }))).toBe(false);
  });

  it("refuses every subject but the two spellings of each environment", () => {
    const known = ["prod", "prod-preview", "prod-drift"].flatMap((name) => [claimsOf(name).sub, withIds(name).sub]);
    const near = fc
      .constantFrom(...known)
      .chain((sub) =>
        fc
          .tuple(fc.nat(sub.length), fc.constantFrom("*", "?", "x", "\n", ""))
          .map(([at, put]) => sub.slice(0, at) + put + sub.slice(at + 1)),
      );
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (sub) => {
        fc.pre(!known.includes(sub));
        return !may("preview", claimsOf("prod", { sub })) && !may("deploy", claimsOf("prod", { sub }));
      }),
    );
  });

  it("has no wildcard in any condition, and no operator that takes one", () => {
    for (const kind of ["preview", "deploy"] as const) {
      const [statement, ...more] = trustOf(kind, REPOSITORY, TARGET).Statement;
      expect(more).toEqual([]);
      expect(Object.keys(statement?.Condition ?? {})).toEqual(["StringEquals"]);
      expect(JSON.stringify(statement)).not.toMatch(/[*?]/);
    }
  });
});
