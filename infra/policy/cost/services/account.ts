import { CONFIG_ITEMS, GUARDDUTY_GB, GUARDDUTY_MILLION_EVENTS, SECURITY_CHECKS } from "../assumptions.ts";
import { byUse, type CostOf } from "../charge.ts";

/** AWS Config bills each change of a resource that it records. */
export const recorderCost: CostOf = () => [
  byUse("records of configurations", "config-items", CONFIG_ITEMS, `${CONFIG_ITEMS} a month, most of them in the first`),
];

export const detectorCost: CostOf = () => [
  byUse(
    "events of CloudTrail",
    "guardduty-million-events",
    GUARDDUTY_MILLION_EVENTS,
    `${GUARDDUTY_MILLION_EVENTS} million a month`,
  ),
  byUse("flow and DNS logs", "guardduty-gb", GUARDDUTY_GB, `${GUARDDUTY_GB} GB a month; without its other protection plans`),
];

export const securityHubCost: CostOf = () => [
  byUse("checks", "securityhub-checks", SECURITY_CHECKS, `${SECURITY_CHECKS} a month, of two standards`),
];
