import { expect, it } from "vitest";
import { trailRecordsEverything } from "../../../../../infra/policy/rules/account/trail-records-everything.ts";
import { checkedResource, findingsOf, UNKNOWN, UNKNOWN_LIST } from "../../checked-resource.ts";

const all = { field: "eventCategory", equals: ["Management"] };

it.each([
  ["all regions", {}, 0],
  ["all regions, as text", { isMultiRegionTrail: "true" }, 0],
  ["values that are not known yet", { isMultiRegionTrail: UNKNOWN, eventSelectors: UNKNOWN_LIST }, 0],
  ["all events by a selector", { eventSelectors: [{ readWriteType: "All" }] }, 0],
  ["all events by one of two selectors", { eventSelectors: [{ readWriteType: "WriteOnly" }, { readWriteType: "All" }] }, 0],
  ["all events by a newer selector", { advancedEventSelectors: [{ fieldSelectors: [all] }] }, 0],
  ["one region", { isMultiRegionTrail: false }, 1],
  ["one region by default", { isMultiRegionTrail: undefined }, 1],
  ["no logging", { enableLogging: "false" }, 1],
  ["no global services", { includeGlobalServiceEvents: false }, 1],
  ["writes alone", { eventSelectors: [{ readWriteType: "WriteOnly" }] }, 1],
  ["no management events", { eventSelectors: [{ readWriteType: "All", includeManagementEvents: false }] }, 1],
  ["no events of KMS", { eventSelectors: [{ readWriteType: "All", excludeManagementEventSources: ["kms.amazonaws.com"] }] }, 1],
  [
    "writes alone by a newer selector",
    { advancedEventSelectors: [{ fieldSelectors: [all, { field: "readOnly", equals: ["false"] }] }] },
    1,
  ],
  ["data events alone", { advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] }] }, 1],
])("trail-records-everything checks a trail: %s", (_, props, count) => {
  const trail = checkedResource("aws:cloudtrail/trail:Trail", { isMultiRegionTrail: true, ...props });
  expect(findingsOf(trailRecordsEverything, trail)).toHaveLength(count);
});
