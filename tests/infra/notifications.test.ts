import { describe, expect, it } from "vitest";
import { Notifications } from "../../infra/notifications.ts";
import { deploy } from "../support/deploy.ts";
import { statementsOf } from "../support/policy-statements.ts";

const notifications = (emails: string[]) =>
  deploy(() => new Notifications("notifications", { accountId: "111122223333", emails }));

describe("notifications", () => {
  it("have no key, as RDS sends nothing to an encrypted topic", async () => {
    expect((await notifications([])).the("sns.Topic").inputs).not.toHaveProperty("kmsMasterKeyId");
  });

  it("take messages of RDS and CloudWatch of this account, of EventBridge, and of nobody else", async () => {
    const made = await notifications([]);
    expect(Object.values(statementsOf(made.the("sns.TopicPolicy")))).toEqual([
      {
        Sid: "EventsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: ["events.rds.amazonaws.com", "cloudwatch.amazonaws.com"] },
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

  it("reach each address by a subscription that is named after it", async () => {
    const made = await notifications(["a@example.com", "b@example.com"]);
    expect(made.ofType("sns.TopicSubscription").map(({ name, inputs }) => [name, inputs.protocol, inputs.endpoint])).toEqual([
      ["notifications-a@example.com", "email", "a@example.com"],
      ["notifications-b@example.com", "email", "b@example.com"],
    ]);
  });

  it("reach nobody when there is no address", async () => {
    expect((await notifications([])).ofType("sns.TopicSubscription")).toEqual([]);
  });
});
