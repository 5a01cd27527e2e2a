import { logGroupsOwnKey } from "../../../../../infra/policy/rules/logs/log-groups-own-key.ts";
import { describeArguments, values } from "../data/argument-forms.ts";

describeArguments(logGroupsOwnKey, {
  type: "aws:cloudwatch/logGroup:LogGroup",
  right: { kmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/1" },
  reported: values("kmsKeyId", [undefined, null, ""]),
});
