import { expect, it } from "vitest";
import { environmentLogsKept } from "../../../../../infra/policy/rules/beanstalk/environment-logs-kept.ts";
import { checkedResource, findingsOf, settings } from "../../checked-resource.ts";
import { describeOption, ENVIRONMENT } from "./option-forms.ts";

const LOGS = "aws:elasticbeanstalk:cloudwatch:logs";
const STREAM = `${LOGS}/StreamLogs`;
const DAYS = `${LOGS}/RetentionInDays`;
const KEPT = `${LOGS}/DeleteOnTerminate`;
const HEALTH = `${LOGS}:health/DeleteOnTerminate`;
const all = { [STREAM]: "true", [DAYS]: "365", [KEPT]: "false", [HEALTH]: "false" };

describeOption(environmentLogsKept, { option: STREAM, all, wrong: ["false", "", "0"] });
describeOption(environmentLogsKept, { option: DAYS, all, wrong: ["7", "30", "364"] });
describeOption(environmentLogsKept, { option: KEPT, all, wrong: ["true", "True"] });
describeOption(environmentLogsKept, { option: HEALTH, all, wrong: ["true"], optional: true });

it("lets nonprod keep logs for days, and delete them with the environment, but not keep them for no time", () => {
  const found = (days: string) =>
    findingsOf(
      environmentLogsKept,
      checkedResource(ENVIRONMENT, { settings: settings({ ...all, [DAYS]: days, [KEPT]: "true" }) }),
    );
  expect(found("1")).toEqual([]);
  expect(found("0")).toEqual([expect.stringContaining(`${DAYS} must be at least 1`)]);
  expect(found("forever")).toHaveLength(1);
});
