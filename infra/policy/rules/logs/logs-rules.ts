import type { Rule } from "../../rule.ts";
import { logGroupsExpire } from "./log-groups-expire.ts";
import { logGroupsOwnKey } from "./log-groups-own-key.ts";

export const logsRules: readonly Rule[] = [logGroupsOwnKey, logGroupsExpire];
