import type { Rule } from "../../rule.ts";
import { leastPrivilege } from "./least-privilege.ts";

export const identityRules: readonly Rule[] = [leastPrivilege];
