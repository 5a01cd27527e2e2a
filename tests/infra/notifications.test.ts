import { secret } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Notifications } from "../../infra/notifications.ts";
import { deploy, leaks } from "../support/program/deploy.ts";
import { statementsOf } from "../support/program/policy-statements.ts";

const notifications = (emails: string[], urls: string[] = []) =>
  deploy(() => {
    const webhooks = urls.map((url) => secret(url));
    return new Notifications("notifications", { accountId: "111122223333", kmsKeyArn: "arn:key", emails, webhooks });
  });

describe("notifications", () => {
  it("are encrypted with the stack's key", async () => {
    expect((await notifications([])).the("sns.Topic").inputs).toEqual({ kmsMasterKeyId: "arn:key" });
  });

  it("are accepted only from CloudWatch and EventBridge of this account", async () => {
    const made = await notifications([]);
    expect(Object.values(statementsOf(made.the("sns.TopicPolicy")))).toEqual([
      {
        Sid: "AlarmsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "arn:aws:sns:us-east-1:111122223333:notifications",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
      {
        Sid: "EventRules",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "arn:aws:sns:us-east-1:111122223333:notifications",
      },
    ]);
  });

  it("go to each address by a subscription with that address in its name", async () => {
    const made = await notifications(["a@example.com", "b@example.com"]);
    expect(made.ofType("sns.TopicSubscription").map(({ name, inputs }) => [name, inputs.protocol, inputs.endpoint])).toEqual([
      ["notifications-a@example.com", "email", "a@example.com"],
      ["notifications-b@example.com", "email", "b@example.com"],
    ]);
  });

  it("go to each URL, which is nowhere in plain text", async () => {
    const urls = ["https://events.example.com/aws?key=Sentinel7e1f", "https://hooks.example.com/Sentinel7e1f"];
    const made = await notifications([], urls);
    expect(made.ofType("sns.TopicSubscription").map(({ name, inputs }) => [name, inputs.protocol, inputs.endpoint])).toEqual([
      ["notifications-webhook-1", "https", { secret: urls[0] }],
      ["notifications-webhook-2", "https", { secret: urls[1] }],
    ]);
    expect(leaks(made, "Sentinel7e1f")).toEqual([]);
    expect(JSON.stringify(made.resources.map(({ urn }) => urn))).not.toContain("Sentinel");
  });

  it("have no subscription if there is no address", async () => {
    expect((await notifications([])).ofType("sns.TopicSubscription")).toEqual([]);
  });
});
