import { expect, it } from "vitest";
import { trailInCloudwatch } from "../../../../../infra/policy/rules/account/trail-in-cloudwatch.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const good = { cloudWatchLogsGroupArn: "arn:aws:logs:us-east-1:1:log-group:t:*", cloudWatchLogsRoleArn: UNKNOWN };

it.each([
  [good, 0],
  [{ ...good, cloudWatchLogsGroupArn: "" }, 1],
  [{ ...good, cloudWatchLogsRoleArn: undefined }, 1],
  [{}, 2],
])("trail-in-cloudwatch checks the log group of a trail: %j", (props, count) => {
  expect(findingsOf(trailInCloudwatch, checkedResource("aws:cloudtrail/trail:Trail", props))).toHaveLength(count);
});
