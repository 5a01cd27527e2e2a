import type { Rule } from "../../rule.ts";
import { environmentsStickyHttps } from "./environments-sticky-https.ts";

export const beanstalkRules: readonly Rule[] = [environmentsStickyHttps];
