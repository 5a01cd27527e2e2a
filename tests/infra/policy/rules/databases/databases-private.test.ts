import { databasesPrivate } from "../../../../../infra/policy/rules/databases/databases-private.ts";
import { describeArguments, INSTANCE, values } from "../data/argument-forms.ts";

describeArguments(databasesPrivate, {
  type: INSTANCE,
  right: { publiclyAccessible: false, dbSubnetGroupName: "isolated", vpcSecurityGroupIds: ["sg-1"] },
  accepted: [{ vpcSecurityGroupIds: "sg-1" }],
  reported: [
    ...values("publiclyAccessible", [undefined, true, "true", 0, 1, null, ""]),
    ...values("dbSubnetGroupName", [undefined, null, "", "default", "Default", " default "]),
    ...values("vpcSecurityGroupIds", [undefined, null, [], [""], ["default"], ["sg-1", "default"]]),
  ],
});
