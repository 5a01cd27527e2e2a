import { expect, it } from "vitest";
import { configRecordsEverything } from "../../../../../infra/policy/rules/account/config-records-everything.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const status = (isEnabled: unknown) => checkedResource("aws:cfg/recorderStatus:RecorderStatus", { isEnabled });
const recorder = (recordingGroup: unknown) => checkedResource("aws:cfg/recorder:Recorder", { recordingGroup });
const all = { allSupported: true, includeGlobalResourceTypes: true };

it.each([
  ["all types", [recorder(all), status(true)], 0],
  ["values that are not known yet", [recorder(UNKNOWN), status(UNKNOWN)], 0],
  ["no group", [recorder(undefined), status(true)], 2],
  ["no global types", [recorder({ allSupported: true }), status(true)], 1],
  ["a list of types", [recorder({ allSupported: false, resourceTypes: ["AWS::EC2::Instance"] }), status(true)], 2],
  ["a recorder that is off", [recorder(all), status(false)], 1],
  ["a recorder that nobody turns on", [recorder(all)], 1],
])("config-records-everything checks a recorder: %s", (_, resources, count) => {
  expect(findingsOf(configRecordsEverything, ...resources)).toHaveLength(count);
});
