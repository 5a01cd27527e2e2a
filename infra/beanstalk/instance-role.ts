import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../policy-document.ts";
import { SESSION_MANAGER } from "../session-manager.ts";

export interface InstanceRoleArgs {
  accountId: string;
  region: string;
  /** Name of the environment that the instances belong to. */
  environmentName: string;
  applicationName: string;
  /** What the program on the instances may do, besides what Beanstalk needs. */
  statements: readonly PolicyStatement[];
}

/**
 * The role of the instances of one environment. It has no managed policies of AWS on purpose: `AWSElasticBeanstalkWebTier`
 * allows an instance to call AI models and to subscribe to products, and `AmazonSSMManagedInstanceCore` to read every parameter
 * of the account.
 */
export class InstanceRole extends pulumi.ComponentResource {
  readonly instanceProfileName: pulumi.Output<string>;
  private readonly roleName: pulumi.Output<string>;
  /** Depend on this: an instance that starts earlier lacks its permissions. */
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
        policy: policyDocument([...beanstalkInstance(args), SESSION_MANAGER, ...args.statements]),
      },
      { parent: this },
    );
    this.roleName = role.name;
    this.instanceProfileName = new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this }).name;
    this.registerOutputs({ instanceProfileName: this.instanceProfileName });
  }

  /**
   * Allows the instances to use the folder of their own environment in Beanstalk's bucket. The folder's name is the environment's
   * id, which AWS assigns when the environment, and so the role, exists already.
   */
  useOwnFolder(name: string, environmentId: pulumi.Input<string>, { accountId, region }: InstanceRoleArgs): void {
    const policy = policyDocument(ownFolder(bucketOf(region, accountId), environmentId, accountId));
    new aws.iam.RolePolicy(`${name}-own-folder`, { role: this.roleName, policy }, { parent: this });
  }
}

/** The bucket that Beanstalk creates in each account and region, for all environments there. */
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
      // The folder below "logs" is the kind of request: bundle, tail, publish.
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
      // AWS's own buckets: files of the platform, and the sample application.
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
      // Where Beanstalk's console and tools keep application versions, and where Beanstalk copies the version that an environment
      // runs.
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
    // AWS supports no narrower resource for this action.
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
