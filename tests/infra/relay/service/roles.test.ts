import { describe, expect, it } from "vitest";
import { statementsOf } from "../../../support/program/policy-statements.ts";
import { DIGEST, deployRelay } from "../example-relay.ts";

const execution = async (...args: Parameters<typeof deployRelay>) =>
  statementsOf((await deployRelay(...args)).the("iam.RolePolicy", "relay-execution"));
const given = (uri: string, marketplace = false) => ({ image: { kind: "given", uri: `${uri}@${DIGEST}`, marketplace } }) as const;

describe("the roles", () => {
  it("can be assumed only by tasks of this account", async () => {
    const made = await deployRelay();
    for (const name of ["relay-execution", "relay-task"]) {
      expect(Object.values(statementsOf(made.the("iam.Role", name), "assumeRolePolicy"))).toEqual([
        {
          Sid: "TasksOfThisAccount",
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:111122223333:*" },
          },
        },
      ]);
    }
  });

  it("are two, without AWS managed policies", async () => {
    const made = await deployRelay();
    const { executionRoleArn, taskRoleArn } = made.the("ecs.TaskDefinition").inputs;
    expect([executionRoleArn, taskRoleArn]).toEqual([
      "arn:aws:iam::111122223333:role/relay-execution",
      "arn:aws:iam::111122223333:role/relay-task",
    ]);
    expect(made.ofType("iam.RolePolicyAttachment")).toEqual([]);
  });
});

describe("the execution role", () => {
  it("allows pulling one image, reading its own secrets and writing one log", async () => {
    expect(await execution()).toEqual({
      LogInToRegistry: { Sid: "LogInToRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      PullOwnImage: {
        Sid: "PullOwnImage",
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        Resource: "arn:aws:ecr:eu-west-1:111122223333:repository/xmpro-test-relay",
      },
      ReadOwnSecrets: {
        Sid: "ReadOwnSecrets",
        Effect: "Allow",
        Action: "ssm:GetParameters",
        Resource: "arn:aws:ssm:eu-west-1:111122223333:parameter/xmpro-test/relay/*",
      },
      DecryptOwnSecrets: {
        Sid: "DecryptOwnSecrets",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: "arn:aws:kms:eu-west-1:111122223333:key/1",
        Condition: {
          StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" },
          StringLike: {
            "kms:EncryptionContext:PARAMETER_ARN": "arn:aws:ssm:eu-west-1:111122223333:parameter/xmpro-test/relay/*",
          },
        },
      },
      WriteOwnLog: {
        Sid: "WriteOwnLog",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/xmpro-test-relay:*",
      },
    });
  });

  it("allows pulling a given image from its own repository", async () => {
    const { PullOwnImage } = await execution(given("709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/relay"));
    expect(PullOwnImage.Resource).toBe("arn:aws:ecr:us-east-1:709825985650:repository/eclypses/relay");
  });

  it("allows nothing in ECR if the image is elsewhere", async () => {
    expect(Object.keys(await execution(given("ghcr.io/someone/relay")))).toEqual([
      "ReadOwnSecrets",
      "DecryptOwnSecrets",
      "WriteOwnLog",
    ]);
  });
});

describe("the task role", () => {
  it("allows nothing by default", async () => {
    expect((await deployRelay()).ofType("iam.RolePolicy").map(({ name }) => name)).toEqual(["relay-execution"]);
  });

  it("allows the vendor's image to report its use to AWS Marketplace", async () => {
    const made = await deployRelay(given("709825985650.dkr.ecr.us-east-1.amazonaws.com/relay", true));
    expect(Object.values(statementsOf(made.the("iam.RolePolicy", "relay-task")))).toEqual([
      { Sid: "ReportUse", Effect: "Allow", Action: "aws-marketplace:RegisterUsage", Resource: "*" },
    ]);
  });

  it("allows ECS Exec if that is configured", async () => {
    const { LetPeopleIn, ...others } = statementsOf(
      (await deployRelay({ execEnabled: true })).the("iam.RolePolicy", "relay-task"),
    );
    expect(LetPeopleIn.Action).toEqual([
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]);
    expect(others).toEqual({});
  });
});

describe("the roles with a collector", () => {
  const tracesImage = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/ecr-public/aws-otel-collector@${DIGEST}`;

  it("allow sending traces and writing to one more log group, and nothing else", async () => {
    const made = await deployRelay({ tracesImage });
    expect(statementsOf(made.the("iam.RolePolicy", "relay-task"))).toEqual({
      SendTraces: {
        Sid: "SendTraces",
        Effect: "Allow",
        Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        Resource: "*",
      },
      SendMetrics: {
        Sid: "SendMetrics",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/xmpro-test-relay-metrics:*",
      },
    });
  });

  it("allow pulling the collector's image as well", async () => {
    expect((await execution({ tracesImage })).PullOwnImage).toMatchObject({
      Resource: [
        "arn:aws:ecr:eu-west-1:111122223333:repository/xmpro-test-relay",
        "arn:aws:ecr:eu-west-1:111122223333:repository/ecr-public/aws-otel-collector",
      ],
    });
  });
});
