import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { environmentsOf, protections } from "../../../github/bootstrap/environments.ts";

const WORKFLOWS = join(import.meta.dirname, "..", "..", "..", ".github", "workflows");
const STACKS = ["prod", "nonprod"];

interface Job {
  readonly environment?: string | { readonly name: string };
}

/** Environments of the jobs of all workflows; an expression stands for the name of a stack. */
function environmentsInUse(): string[] {
  // It publishes the client to npm, and never talks to AWS.
  const files = readdirSync(WORKFLOWS).filter((file) => file !== "release-client.yml");
  return files.flatMap((file) => {
    const { jobs } = parse(readFileSync(join(WORKFLOWS, file), "utf8")) as { jobs: Record<string, Job> };
    return Object.values(jobs).flatMap(({ environment }) => {
      const name = typeof environment === "object" ? environment.name : environment;
      return name === undefined ? [] : STACKS.map((stack) => name.replace(/\$\{\{[^}]*\}\}/g, stack));
    });
  });
}

describe("the environments that the roles trust", () => {
  it("are different for each role and stack, so that no job gets two roles", () => {
    const all = STACKS.flatMap((stack) => [...environmentsOf("preview", stack), ...environmentsOf("deploy", stack)]);
    expect(new Set(all).size).toBe(all.length);
  });

  it("include every environment that a workflow of this project names", () => {
    const trusted = STACKS.flatMap((stack) => [...environmentsOf("preview", stack), ...environmentsOf("deploy", stack)]);
    expect(environmentsInUse().filter((name) => !trusted.includes(name))).toEqual([]);
  });

  it("each have a protection, which lets no branch but the default one in without a reviewer", () => {
    for (const stack of STACKS) {
      const names = [...environmentsOf("preview", stack), ...environmentsOf("deploy", stack)];
      expect(protections(stack).map(({ environment }) => environment)).toEqual(names);
      for (const { protection } of protections(stack)) expect(protection).toMatch(/^(reviewers:|only the default branch)/);
    }
    expect(protections("prod").find(({ environment }) => environment === "prod")?.protection).toContain("reviewers");
  });
});
