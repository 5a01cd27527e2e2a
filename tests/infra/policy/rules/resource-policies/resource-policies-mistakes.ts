import type { Mistake } from "../../mistake.ts";

export const resourcePoliciesMistakes: readonly Mistake[] = [];
