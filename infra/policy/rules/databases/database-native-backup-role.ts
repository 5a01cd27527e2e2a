import { sameText } from "../../read/beanstalk-settings.ts";
import { iamRole, rdsOptionGroup } from "../../read/resource-types.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import { onStack, type Rule } from "../../rule.ts";

export const databaseNativeBackupRole: Rule = {
  name: "database-native-backup-role",
  description: "SQL Server writes .bak files with a role of this stack, whose policies the other rules check.",
  remedy: "Set IAM_ROLE_ARN of SQLSERVER_BACKUP_RESTORE to a role that this stack creates.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/SQLServer.Procedural.Importing.Native.Enabling.html",
  checks: [
    onStack(rdsOptionGroup, ({ options }, group, all) => {
      const roles = all.filter(({ type }) => type === iamRole);
      if (roles.some(({ urn }) => group.propertyDependencies?.options?.includes(urn))) return undefined;
      const arns = roles.map(({ props }) => known(() => props.arn)).filter((arn) => arn !== undefined);
      return findEach(options, ({ optionName, optionSettings }) =>
        sameText(String(optionName), "SQLSERVER_BACKUP_RESTORE")
          ? findEach(optionSettings, ({ name, value }) =>
              sameText(String(name), "IAM_ROLE_ARN") && !arns.some((arn) => arn === value)
                ? "IAM_ROLE_ARN must be a role of this stack, got another one"
                : undefined,
            )
          : undefined,
      );
    }),
  ],
};
