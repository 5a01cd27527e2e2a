import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A statement of an IAM policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

export interface InstanceRoleArgs {
  accountId: string;
  region: string;
  /** Name of the environment that the instances belong to. */
  environmentName: string;
  applicationName: string;
  /** What the program on the instances may do beyond being an instance of Beanstalk. */
  statements: readonly Statement[];
}

/**
 * The role of the instances of one environment. AWS's managed policies are left out on purpose: `AWSElasticBeanstalkWebTier`
 * lets an instance call AI models and subscribe to products, `AmazonSSMManagedInstanceCore` lets it read every parameter
 * of the account.
 */
export class InstanceRole extends pulumi.ComponentResource {
  readonly instanceProfileName: pulumi.Output<string>;
  /** Depend on this: instances that start before it lack their rights. */
  readonly policy: pulumi.Resource;

  constructor(name: string, args: InstanceRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:beanstalk:InstanceRole", name, {}, opts);
    const role = new aws.iam.Role(
      name,
      {
        description: `Instances of ${args.environmentName}`,
        assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
      },
      { parent: this },
    );
    this.policy = new aws.iam.RolePolicy(
      name,
      {
        role: role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [...beanstalkInstance(args), ...sessionManager, ...args.statements],
        }),
      },
      { parent: this },
    );
    this.instanceProfileName = new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this }).name;
    this.registerOutputs({ instanceProfileName: this.instanceProfileName });
  }
}

/** What AWSElasticBeanstalkWebTier has for bundles, logs and health, limited to this environment. */
function beanstalkInstance({ accountId, region, environmentName, applicationName }: InstanceRoleArgs): Statement[] {
  const ownBucket = `arn:aws:s3:::elasticbeanstalk-${region}-${accountId}`;
  return [
    {
      Sid: "ReadBundlesAndPlatform",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
      Resource: ["arn:aws:s3:::elasticbeanstalk-*", "arn:aws:s3:::elasticbeanstalk-*/*"],
    },
    {
      Sid: "WriteRequestedLogs",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: `${ownBucket}/resources/environments/logs/*`,
    },
    {
      Sid: "StreamLogs",
      Effect: "Allow",
      Action: [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:DescribeLogStreams",
        "logs:PutRetentionPolicy",
      ],
      Resource: `arn:aws:logs:${region}:${accountId}:log-group:/aws/elasticbeanstalk/${environmentName}/*`,
    },
    // has no resource to name
    { Sid: "FindLogGroups", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
    {
      Sid: "ReportHealth",
      Effect: "Allow",
      Action: "elasticbeanstalk:PutInstanceStatistics",
      Resource: [
        `arn:aws:elasticbeanstalk:${region}:${accountId}:application/${applicationName}`,
        `arn:aws:elasticbeanstalk:${region}:${accountId}:environment/${applicationName}/${environmentName}`,
      ],
    },
  ];
}

/** What Session Manager needs of an instance, and no more: AWS's "minimal permissions". None of these takes a resource. */
const sessionManager: Statement[] = [
  {
    Sid: "SessionManager",
    Effect: "Allow",
    Action: [
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    Resource: "*",
  },
];
