import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../../policy-document.ts";
import { trustPolicy } from "../../trust-policy.ts";

export interface RolesArgs {
  accountId: string;
  region: string;
  /** ARN of the image's ECR repository. Undefined: the image is in another registry, and public. */
  repositoryArn: string | undefined;
  /** Path in SSM that the names of the relay's secrets begin with: "/xmpro-prod/relay/". */
  secretsPath: string;
  logGroupArn: pulumi.Input<string>;
  kmsKeyArn: pulumi.Input<string>;
  /** True: the program in the task reports its use to AWS Marketplace. */
  marketplace: boolean;
  /** True: people may run programs in a task. */
  execEnabled: boolean;
  /** The collector of traces and metrics beside the program. Undefined: none. */
  collector: { readonly repositoryArn: string | undefined; readonly metricsLogGroupArn: pulumi.Input<string> } | undefined;
}

/**
 * The execution role, with which Fargate starts a task, and the task role of the program in the task. They share no permission.
 */
export class Roles extends pulumi.ComponentResource {
  readonly executionRoleArn: pulumi.Output<string>;
  readonly taskRoleArn: pulumi.Output<string>;
  /** Depend on these: a task that starts earlier lacks its permissions. */
  readonly policies: readonly pulumi.Resource[];

  constructor(name: string, args: RolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Roles", name, {}, opts);
    const execution = this.role(`${name}-execution`, "Fargate, to start tasks of the relay", args);
    const task = this.role(`${name}-task`, "The relay itself", args);
    this.policies = [
      this.policy(`${name}-execution`, execution, executionStatements(args)),
      ...this.taskPolicy(`${name}-task`, task, taskStatements(args)),
    ];
    this.executionRoleArn = execution.arn;
    this.taskRoleArn = task.arn;
    this.registerOutputs({});
  }

  private role(name: string, description: string, { accountId, region }: RolesArgs) {
    return new aws.iam.Role(
      name,
      {
        description,
        assumeRolePolicy: trustPolicy({
          sid: "TasksOfThisAccount",
          service: "ecs-tasks.amazonaws.com",
          accountId,
          sourceArn: `arn:aws:ecs:${region}:${accountId}:*`,
        }),
      },
      { parent: this },
    );
  }

  private policy(name: string, role: aws.iam.Role, statements: readonly PolicyStatement[]) {
    const policy = policyDocument(statements);
    return new aws.iam.RolePolicy(name, { role: role.name, policy }, { parent: this });
  }

  /** IAM refuses a policy without statements, and the relay itself needs none. */
  private taskPolicy(name: string, role: aws.iam.Role, statements: readonly PolicyStatement[]) {
    return statements.length === 0 ? [] : [this.policy(name, role, statements)];
  }
}

function executionStatements(args: RolesArgs): PolicyStatement[] {
  const { accountId, region, secretsPath, logGroupArn, kmsKeyArn } = args;
  const secrets = `arn:aws:ssm:${region}:${accountId}:parameter${secretsPath}*`;
  const repositories = [args.repositoryArn, args.collector?.repositoryArn].filter((arn) => arn !== undefined);
  const pull: PolicyStatement[] =
    repositories.length === 0
      ? []
      : [
          // AWS supports no narrower resource for this action.
          { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
          {
            Sid: "PullOwnImage",
            Effect: "Allow",
            Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
            Resource: repositories.length === 1 ? (repositories[0] as string) : repositories,
          },
        ];
  return [
    ...pull,
    { Sid: "ReadOwnSecrets", Effect: "Allow", Action: "ssm:GetParameters", Resource: secrets },
    {
      Sid: "DecryptOwnSecrets",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: kmsKeyArn,
      Condition: {
        StringEquals: { "kms:ViaService": `ssm.${region}.amazonaws.com` },
        StringLike: { "kms:EncryptionContext:PARAMETER_ARN": secrets },
      },
    },
    {
      Sid: "WriteOwnLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: pulumi.interpolate`${logGroupArn}:*`,
    },
  ];
}

/** AWS supports no narrower resource for these actions. */
function taskStatements({ marketplace, execEnabled, collector }: RolesArgs): PolicyStatement[] {
  const metering: PolicyStatement = {
    Sid: "ReportUse",
    Effect: "Allow",
    Action: "aws-marketplace:RegisterUsage",
    Resource: "*",
  };
  const exec: PolicyStatement = {
    Sid: "LetPeopleIn",
    Effect: "Allow",
    Action: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    Resource: "*",
  };
  return [
    ...(marketplace ? [metering] : []),
    ...(execEnabled ? [exec] : []),
    ...(collector ? collectorStatements(collector.metricsLogGroupArn) : []),
  ];
}

/** All containers of a task have its role, so these are the relay's, too. AWS supports no narrower resource for X-Ray. */
function collectorStatements(metricsLogGroupArn: pulumi.Input<string>): PolicyStatement[] {
  return [
    {
      Sid: "SendTraces",
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      Resource: "*",
    },
    {
      Sid: "SendMetrics",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: pulumi.interpolate`${metricsLogGroupArn}:*`,
    },
  ];
}
