import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../policy-document.ts";

export interface InstanceRoleArgs {
  accountId: string;
  region: string;
  /** Name of the environment that the instances belong to. */
  environmentName: string;
  applicationName: string;
  /** What the program on the instances may do beyond being an instance of Beanstalk. */
  statements: readonly PolicyStatement[];
}

/**
 * The role of the instances of one environment. AWS's managed policies are left out on purpose: `AWSElasticBeanstalkWebTier`
 * lets an instance call AI models and subscribe to products, `AmazonSSMManagedInstanceCore` lets it read every parameter
 * of the account.
 */
export class InstanceRole extends pulumi.ComponentResource {
  readonly instanceProfileName: pulumi.Output<string>;
  private readonly roleName: pulumi.Output<string>;
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
        policy: policyDocument([...beanstalkInstance(args), ...sessionManager, ...args.statements]),
      },
      { parent: this },
    );
    this.roleName = role.name;
    this.instanceProfileName = new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this }).name;
    this.registerOutputs({ instanceProfileName: this.instanceProfileName });
  }

  /**
   * Lets the instances use their own environment's folder of Beanstalk's bucket. The folder is called by the environment's id,
   * which AWS gives when the environment, and so the role, exists already.
   */
  useOwnFolder(name: string, environmentId: pulumi.Input<string>, { accountId, region }: InstanceRoleArgs): void {
    const policy = policyDocument(ownFolder(bucketOf(region, accountId), environmentId, accountId));
    new aws.iam.RolePolicy(`${name}-own-folder`, { role: this.roleName, policy }, { parent: this });
  }
}

/** The bucket that Beanstalk makes in each account and region, for all environments there. */
const bucketOf = (region: string, accountId: string) => `arn:aws:s3:::elasticbeanstalk-${region}-${accountId}`;

/** AWS's "Preventing cross-environment Amazon S3 bucket access". */
function ownFolder(bucket: string, id: pulumi.Input<string>, accountId: string): PolicyStatement[] {
  const folder = pulumi.interpolate`resources/environments/${id}/*`;
  const StringEquals = { "aws:ResourceAccount": accountId };
  return [
    {
      Sid: "ReadOwnFolder",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: pulumi.interpolate`${bucket}/${folder}`,
      Condition: { StringEquals },
    },
    {
      Sid: "ListOwnFolder",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucket,
      Condition: { StringEquals, StringLike: { "s3:prefix": folder } },
    },
    {
      // Below "logs" comes the kind of request: bundle, tail, publish.
      Sid: "WriteOwnLogs",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: pulumi.interpolate`${bucket}/resources/environments/logs/*/${id}/*`,
      Condition: { StringEquals },
    },
  ];
}

/** What AWSElasticBeanstalkWebTier has for bundles, logs and health, limited to this environment. */
function beanstalkInstance({ accountId, region, environmentName, applicationName }: InstanceRoleArgs): PolicyStatement[] {
  const bucket = bucketOf(region, accountId);
  return [
    {
      // AWS's own buckets: what the platform starts with, and the sample application.
      Sid: "ReadPlatform",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: [
        "elasticbeanstalk-env-resources",
        "elasticbeanstalk-platform-assets",
        "elasticbeanstalk-samples",
        "elasticbeanstalk",
      ].map((name) => `arn:aws:s3:::${name}-${region}/*`),
    },
    {
      // Where Beanstalk's console and tools keep versions, and where it puts the one that an environment runs.
      Sid: "ReadOwnApplication",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: [`${bucket}/${applicationName}/*`, `${bucket}/resources/environments/*/_runtime/_versions/${applicationName}/*`],
      Condition: { StringEquals: { "aws:ResourceAccount": accountId } },
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
const sessionManager: PolicyStatement[] = [
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
