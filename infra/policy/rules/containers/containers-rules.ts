import type { Rule } from "../../rule.ts";
import { containersGuarded } from "./containers-guarded.ts";

export const containersRules: readonly Rule[] = [containersGuarded];
