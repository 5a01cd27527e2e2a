import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../policy-document.ts";
import { trustPolicy } from "../trust-policy.ts";

export interface ApplicationArgs {
  accountId: string;
  /** Name of the application, fixed: people and deployment tools type it. */
  applicationName: string;
  description: string;
  region: string;
  /** SNS topic that receives the environments' events. */
  topicArn: pulumi.Input<string>;
  /** KMS key of the topic. */
  kmsKeyArn: pulumi.Input<string>;
}

/**
 * A Beanstalk application and the service role of Beanstalk itself. Programs on the instances never have this role: they have
 * `InstanceRole`.
 */
export class Application extends pulumi.ComponentResource {
  readonly applicationName: pulumi.Output<string>;
  readonly serviceRoleArn: pulumi.Output<string>;
  /** Depend on these: a new environment fails while the role lacks its policies. */
  readonly servicePolicies: readonly pulumi.Resource[];

  constructor(name: string, args: ApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:beanstalk:Application", name, {}, opts);
    const role = new aws.iam.Role(
      `${name}-service`,
      {
        description: "Elastic Beanstalk watches and updates environments",
        // Beanstalk does not pass the ARN of the environment.
        assumeRolePolicy: trustPolicy({
          sid: "EnvironmentsOfThisAccount",
          service: "elasticbeanstalk.amazonaws.com",
          accountId: args.accountId,
          equals: { "sts:ExternalId": "elasticbeanstalk" },
        }),
      },
      { parent: this },
    );
    this.servicePolicies = [
      ...Object.entries({
        health: "arn:aws:iam::aws:policy/service-role/AWSElasticBeanstalkEnhancedHealth",
        updates: "arn:aws:iam::aws:policy/AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy",
      }).map(
        ([purpose, policyArn]) =>
          new aws.iam.RolePolicyAttachment(`${name}-${purpose}`, { role: role.name, policyArn }, { parent: this }),
      ),
      new aws.iam.RolePolicy(
        `${name}-events`,
        {
          role: role.name,
          policy: policyDocument([
            { Sid: "ReportEvents", Effect: "Allow", Action: "sns:Publish", Resource: args.topicArn },
            {
              Sid: "EncryptEvents",
              Effect: "Allow",
              Action: ["kms:Decrypt", "kms:GenerateDataKey"],
              Resource: args.kmsKeyArn,
              Condition: { StringEquals: { "kms:ViaService": `sns.${args.region}.amazonaws.com` } },
            },
          ]),
        },
        { parent: this },
      ),
    ];
    this.applicationName = new aws.elasticbeanstalk.Application(
      name,
      { name: args.applicationName, description: args.description },
      { parent: this },
    ).name;
    this.serviceRoleArn = role.arn;
    this.registerOutputs({ applicationName: this.applicationName });
  }
}
