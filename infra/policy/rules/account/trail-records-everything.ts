import { isObject } from "../../read/nested.ts";
import { trail } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { known, knownItems } from "../../read/unknown-values.ts";
import { type Findings, onResource, quote, type Rule, requireValue } from "../../rule.ts";

/** True for selectors that leave out no call: one of them takes all management events. AWS takes all without any selector. */
function isComplete(selectors: unknown, isAll: (selector: Readonly<Record<string, unknown>>) => boolean): boolean {
  if (!Array.isArray(selectors) || selectors.length === 0) return true;
  const items = knownItems(selectors);
  return (
    items.length < selectors.length || items.some((selector) => isObject(selector) && known(() => isAll(selector)) !== false)
  );
}

/** The older form: reads or writes only, or without the events of KMS and RDS. */
function takesAll({ readWriteType, includeManagementEvents, excludeManagementEventSources }: Readonly<Record<string, unknown>>) {
  const type = String(readWriteType ?? "All").toLowerCase();
  const excludes = Array.isArray(excludeManagementEventSources) && excludeManagementEventSources.length > 0;
  return type === "all" && (includeManagementEvents === undefined || !isOff(includeManagementEvents)) && !excludes;
}

/** The newer form: the only condition of a selector is that it is about management events. */
function takesAllManagement({ fieldSelectors }: Readonly<Record<string, unknown>>): boolean {
  if (!Array.isArray(fieldSelectors) || fieldSelectors.length !== 1) return false;
  const [only] = fieldSelectors as unknown[];
  return isObject(only) && only.field === "eventCategory" && Array.isArray(only.equals) && only.equals.includes("Management");
}

function notOff(argument: "enableLogging" | "includeGlobalServiceEvents", value: unknown): Findings {
  return value === undefined || !isOff(value) ? undefined : `${argument} must be true, got ${quote(value)}`;
}

export const trailRecordsEverything: Rule = {
  name: "trail-records-everything",
  description: "A trail of CloudTrail records the management calls of all regions and global services, reads and writes.",
  remedy: "Set isMultiRegionTrail to true, and remove the selectors and arguments that leave calls out.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["CloudTrail.1", "CIS 3.1"],
  checks: [
    requireValue(trail, "isMultiRegionTrail", true),
    onResource(trail, ({ enableLogging }) => notOff("enableLogging", enableLogging)),
    onResource(trail, ({ includeGlobalServiceEvents }) => notOff("includeGlobalServiceEvents", includeGlobalServiceEvents)),
    onResource(trail, ({ eventSelectors }) =>
      isComplete(eventSelectors, takesAll) ? undefined : "eventSelectors must have one for all management events, got none",
    ),
    onResource(trail, ({ advancedEventSelectors }) =>
      isComplete(advancedEventSelectors, takesAllManagement)
        ? undefined
        : "advancedEventSelectors must have one for all management events, got none",
    ),
  ],
};
