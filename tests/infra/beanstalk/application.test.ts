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
  it("has the name that people type", async () => {
    const made = await application();
    expect(made.the("elasticbeanstalk.Application").inputs).toEqual({ name: "xmpro-test", description: "XMPro, test" });
    expect(made.outputs).toEqual({
      name: "xmpro-test",
      role: "arn:aws:iam::111122223333:role/xmpro-service",
      policies: 3,
    });
  });

  it("lends its role to Beanstalk alone, as AWS advises", async () => {
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

  it("has AWS's policies for health and updates, not the deprecated one", async () => {
    expect((await application()).ofType("iam.RolePolicyAttachment").map(({ name, inputs }) => [name, inputs.policyArn])).toEqual([
      ["xmpro-health", "arn:aws:iam::aws:policy/service-role/AWSElasticBeanstalkEnhancedHealth"],
      ["xmpro-updates", "arn:aws:iam::aws:policy/AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy"],
    ]);
  });

  it("may tell the topic what happens, and read no parameter", async () => {
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
