// The entry point that the engine runs. Constructing a PolicyPack starts a server, so only this file does it.
import { PolicyPack } from "@pulumi/policy";
import { openedOrProblems, openReview } from "./pack.ts";
import { policies } from "./policies.ts";
import { reviewPolicies, stoppedPolicies } from "./review-policies.ts";
import { rules } from "./rules.ts";

const { opened: review, problems } = openedOrProblems(openReview);
const all = review ? [...policies(rules, review), ...reviewPolicies(review)] : stoppedPolicies(problems);

new PolicyPack("xmpro-aws", { enforcementLevel: "mandatory", policies: all });
