import { leadsHere } from "../../checks/destination-checks.ts";
import { NOTICE_PLACES } from "../../read/destination-places.ts";
import type { Rule } from "../../rule.ts";

export const noticesStayHere: Rule = {
  name: "notices-stay-here",
  description:
    "Alarms and notifications of AWS services go to this account only. Elsewhere, strangers would read them, and the people who run the stack would not.",
  remedy: "Name the ARN of a topic in this account. People and webhooks subscribe to the topic.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html",
  checks: [leadsHere(NOTICE_PLACES)],
};
