import type { Rule } from "../../rule.ts";
import { noAnonymousBucketRead } from "./no-anonymous-bucket-read.ts";

export const bucketsRules: readonly Rule[] = [noAnonymousBucketRead];
