import { databasesMonitored } from "../../../../../infra/policy/rules/databases/databases-monitored.ts";
import { describeArguments, INSTANCE, values } from "../data/argument-forms.ts";

describeArguments(databasesMonitored, {
  type: INSTANCE,
  right: { monitoringInterval: 60, monitoringRoleArn: "arn:aws:iam::123456789012:role/monitoring" },
  accepted: [{ monitoringInterval: "1" }],
  reported: [
    ...values("monitoringInterval", [undefined, null, 0, "0", ""]),
    ...values("monitoringRoleArn", [undefined, null, ""]),
  ],
});
