import { whyNotCompared } from "../../model/compared-with.ts";
import type { EarlierReport } from "../../model/earlier-report.ts";
import { type ComparedArchitecture, comparedArchitecture } from "../../report/compared-architecture.ts";
import type { PlannedStack } from "../../report/plan.ts";
import { type StackChanges, stackChanges } from "../../report/stack-changes.ts";

/** What every section of a stack needs. */
export interface StackView {
  readonly stack: PlannedStack;
  /** Undefined when there is nothing to compare with. */
  readonly changes: StackChanges | undefined;
  /** What the picture shows: the plan, and what is deleted. */
  readonly picture: ComparedArchitecture;
  /** Why there are no changes, as a sentence. Undefined without an earlier report, too. */
  readonly notCompared: string | undefined;
  /** Id of an element of this stack's part of the page. */
  readonly id: (part: string) => string;
  /** Id of the list of the resources of a box, a service, or the VPC. */
  readonly anchorOf: (key: string) => string;
  /** Id of the entry of one resource. */
  readonly resourceId: (urn: string) => string;
}

export function stackView(stack: PlannedStack, earlier: EarlierReport | undefined): StackView {
  const id = (part: string) => `${stack.stack}-${part}`;
  const { architecture } = stack;
  const keys = [
    "vpc",
    ...architecture.boxes.map(({ key }) => key),
    ...architecture.services.map(({ title }) => `service ${title}`),
  ];
  const places = new Map(keys.map((key, index) => [key, id(`place-${index}`)]));
  const urns = new Map(stack.details.map(({ urn }, index) => [urn, id(`resource-${index}`)]));
  const changes = stackChanges(stack, earlier);
  const before = earlier?.get(stack.stack);
  return {
    stack,
    changes,
    picture: comparedArchitecture(stack, changes, before?.state === "seen" ? before.architecture : undefined),
    notCompared: earlier === undefined || changes !== undefined ? undefined : whyNotCompared(earlier.get(stack.stack)),
    id,
    anchorOf: (key) => places.get(key) ?? id("resources"),
    resourceId: (urn) => urns.get(urn) ?? id("resources"),
  };
}
