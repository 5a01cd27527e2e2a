import { expect, it } from "vitest";
import { databasesLogExports } from "../../../../../infra/policy/rules/databases/databases-log-exports.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { describeArguments, INSTANCE } from "../data/argument-forms.ts";

describeArguments(databasesLogExports, {
  type: INSTANCE,
  right: { engine: "sqlserver-se", enabledCloudwatchLogsExports: ["agent", "error"] },
  accepted: [
    { engine: "sqlserver-ex", enabledCloudwatchLogsExports: ["error"] },
    { engine: "postgres", enabledCloudwatchLogsExports: ["postgresql"] },
    { enabledCloudwatchLogsExports: ["error", UNKNOWN] },
  ],
  reported: [],
});

it.each([
  ["sqlserver-se", undefined],
  ["sqlserver-se", []],
  ["sqlserver-se", ["error"]],
  ["sqlserver-web", ["agent"]],
  ["sqlserver-ex", []],
  ["sqlserver-ex", ["agent"]],
  ["postgres", []],
])("databases-log-exports reports a %s that exports %j", (engine, enabledCloudwatchLogsExports) => {
  const database = checkedResource(INSTANCE, { engine, enabledCloudwatchLogsExports });
  expect(findingsOf(databasesLogExports, database)).toEqual([expect.stringContaining("enabledCloudwatchLogsExports must have")]);
});
