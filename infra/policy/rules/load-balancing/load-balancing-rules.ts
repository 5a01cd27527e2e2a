import type { Rule } from "../../rule.ts";
import { balancersGuarded } from "./balancers-guarded.ts";
import { tlsEverywhere } from "./tls-everywhere.ts";

export const loadBalancingRules: readonly Rule[] = [balancersGuarded, tlsEverywhere];
