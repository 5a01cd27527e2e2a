import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "./policy-document.ts";

export interface SecretParameterArgs {
  /** Full name such as "/xmpro-prod/database/password". */
  parameterName: string;
  description: pulumi.Input<string>;
  /** An Output, so that the code cannot contain a literal. */
  value: pulumi.Output<string>;
  kmsKeyId: pulumi.Input<string>;
}

/** A secret in SSM Parameter Store, encrypted with the stack's key. */
export class SecretParameter extends pulumi.ComponentResource {
  readonly parameterName: pulumi.Output<string>;

  constructor(name: string, args: SecretParameterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:infra:SecretParameter", name, {}, opts);
    this.parameterName = new aws.ssm.Parameter(
      name,
      {
        name: args.parameterName,
        type: "SecureString",
        description: args.description,
        value: pulumi.secret(args.value),
        keyId: args.kmsKeyId,
      },
      { parent: this },
    ).name;
    this.registerOutputs({ parameterName: this.parameterName });
  }
}

/**
 * IAM statements that allow a role to read the parameters whose names begin with `prefix`, and to decrypt these only. They match
 * "PREFIX/…" and "PREFIX-…", as XMPro's installer chooses the form.
 */
export function readParameters(
  prefix: string,
  { accountId, region, kmsKeyArn }: { accountId: string; region: string; kmsKeyArn: pulumi.Input<string> },
): PolicyStatement[] {
  const parameters = `arn:aws:ssm:${region}:${accountId}:parameter/${prefix}*`;
  return [
    {
      Sid: "ReadOwnParameters",
      Effect: "Allow",
      Action: ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
      Resource: parameters,
    },
    {
      Sid: "DecryptOwnParameters",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: kmsKeyArn,
      Condition: {
        StringEquals: { "kms:ViaService": `ssm.${region}.amazonaws.com` },
        StringLike: { "kms:EncryptionContext:PARAMETER_ARN": parameters },
      },
    },
  ];
}
