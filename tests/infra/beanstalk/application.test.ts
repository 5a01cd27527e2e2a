import { describe, expect, it } from "vitest";
import { Application } from "../../../infra/beanstalk/application.ts";
import { deploy } from "../../support/program/deploy.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";

const application = () =>
  deploy(() => {
    const made = new Application("xmpro", {
      accountId: "111122223333",
      region: "eu-west-1",
      kmsKeyArn: "arn:key",
      applicationName: "xmpro-test",
      description: "XMPro, test",
      topicArn: "arn:topic",
    });
    return { name: made.applicationName, role: made.serviceRoleArn, policies: made.servicePolicies.length };
  });

describe("the application", () => {
  it("has the name that the stack defines", async () => {
    const made = await application();
    expect(made.the("elasticbeanstalk.Application").inputs).toEqual({ name: "xmpro-test", description: "XMPro, test" });
    expect(made.outputs).toEqual({
      name: "xmpro-test",
      role: "arn:aws:iam::111122223333:role/xmpro-service",
      policies: 3,
    });
  });

  it("has a service role that only Beanstalk can assume, for this account", async () => {
    expect(Object.values(statementsOf((await application()).the("iam.Role"), "assumeRolePolicy"))).toEqual([
      {
        Sid: "EnvironmentsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "elasticbeanstalk.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "elasticbeanstalk", "aws:SourceAccount": "111122223333" } },
      },
    ]);
  });

  it("has a role with AWS's current policies for health and updates", async () => {
    expect((await application()).ofType("iam.RolePolicyAttachment").map(({ name, inputs }) => [name, inputs.policyArn])).toEqual([
      ["xmpro-health", "arn:aws:iam::aws:policy/service-role/AWSElasticBeanstalkEnhancedHealth"],
      ["xmpro-updates", "arn:aws:iam::aws:policy/AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy"],
    ]);
  });

  it("has a role that can publish to the topic and cannot read parameters", async () => {
    const made = await application();
    expect(Object.values(statementsOf(made.the("iam.RolePolicy")))).toEqual([
      { Sid: "ReportEvents", Effect: "Allow", Action: "sns:Publish", Resource: "arn:topic" },
      {
        Sid: "EncryptEvents",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "arn:key",
        Condition: { StringEquals: { "kms:ViaService": "sns.eu-west-1.amazonaws.com" } },
      },
    ]);
  });
});
