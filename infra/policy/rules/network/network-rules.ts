import type { Rule } from "../../rule.ts";
import { instancesGuarded } from "./instances-guarded.ts";
import { networkGuarded } from "./network-guarded.ts";
import { noPublicIngress } from "./no-public-ingress.ts";

export const networkRules: readonly Rule[] = [noPublicIngress, networkGuarded, instancesGuarded];
