import type { Rule } from "../../rule.ts";
import { secretsByReference } from "./secrets-by-reference.ts";

export const secretsRules: readonly Rule[] = [secretsByReference];
