import { leadsHere } from "../../checks/destination-checks.ts";
import { DATA_PLACES } from "../../read/destination-places.ts";
import type { Rule } from "../../rule.ts";

export const dataStaysHere: Rule = {
  name: "data-stays-here",
  description: "Copies of objects, logs, records and events go to buckets of this stack and to resources of this account only.",
  remedy: "Name a bucket that the stack creates, or the ARN of a resource in this account.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
  checks: [leadsHere(DATA_PLACES)],
};
