import { dataOwnKey } from "../../../../../infra/policy/rules/storage/data-own-key.ts";
import { describeArguments, SERVERLESS, values } from "../data/argument-forms.ts";

const ARN = "arn:aws:kms:us-east-1:123456789012";

for (const type of [SERVERLESS, "aws:secretsmanager/secret:Secret"]) {
  describeArguments(dataOwnKey, {
    type,
    right: { kmsKeyId: `${ARN}:key/1` },
    reported: values("kmsKeyId", [undefined, null, "", "alias/aws/secretsmanager", `${ARN}:alias/aws/elasticache`]),
  });
}
