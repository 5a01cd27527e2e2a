import { cachesPrivate } from "../../../../../infra/policy/rules/caches/caches-private.ts";
import { describeArguments, REDIS, SERVERLESS, values } from "../data/argument-forms.ts";

describeArguments(cachesPrivate, {
  type: REDIS,
  right: { subnetGroupName: "isolated", securityGroupIds: ["sg-1"] },
  reported: [
    ...values("subnetGroupName", [undefined, null, "", "default"]),
    ...values("securityGroupIds", [undefined, [], ["default"]]),
    ...values("securityGroupNames", [["default"]]),
  ],
});

describeArguments(cachesPrivate, {
  type: SERVERLESS,
  right: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
  reported: [...values("subnetIds", [undefined, []]), ...values("securityGroupIds", [undefined, [], ["sg-1", ""]])],
});
