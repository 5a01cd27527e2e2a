import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { StackName } from "../../../stacks/settings/domain.ts";
import type { Deployed, Seen } from "../../support/program/deploy.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";

/** A sentence of a page that a test can check against the resources of a stack. */
export interface Promised {
  /** The text on the page, with spaces for line ends. */
  readonly sentence: string;
  readonly holds: (made: Deployed, stack: StackName) => void;
}

export const STACKS = ["prod", "nonprod"] as const;
export const PRODUCTS = ["ad", "ds", "sm"];

/** The text of a page, with single spaces for line ends. */
export const textOf = (page: string): string =>
  readFileSync(new URL(`../../../${page}`, import.meta.url), "utf8").replace(/\s+/g, " ");

/** Each sentence is on the page, and holds in both stacks with their committed settings. */
export function itHolds(page: string, promises: readonly Promised[]): void {
  it.each(promises)("is on the page and holds in both stacks: $sentence", async ({ sentence, holds }) => {
    expect(textOf(page)).toContain(sentence);
    for (const stack of STACKS) holds(await deployStack(stack), stack);
  });
}

export const environments = (made: Deployed): readonly Seen[] => made.ofType("elasticbeanstalk.Environment");

/** The value of an option of an Elastic Beanstalk environment; undefined if it is not set. */
export const optionOf = ({ inputs }: Seen, namespace: string, name: string): string | undefined =>
  inputs.settings.find((one: { namespace: string; name: string }) => one.namespace === namespace && one.name === name)?.value;

/** The one container of the relay's task. */
// biome-ignore lint/suspicious/noExplicitAny: a test compares values, ECS's JSON has no types here
export const containerOf = (made: Deployed): any => JSON.parse(made.the("ecs.TaskDefinition").inputs.containerDefinitions)[0];
