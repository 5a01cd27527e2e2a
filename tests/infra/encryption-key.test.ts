import { describe, expect, it } from "vitest";
import { EncryptionKey, keyStatements } from "../../infra/encryption-key.ts";
import { deploy } from "../support/program/deploy.ts";
import { statementsOf } from "../support/program/policy-statements.ts";

const args = { accountId: "111122223333", region: "eu-west-1", aliasName: "xmpro-test" };
const key = (more: { durable?: boolean; retain?: boolean } = {}) =>
  deploy(() => new EncryptionKey("key", { ...args, durable: false, retain: false, ...more }));

describe("the encryption key", () => {
  it("rotates", async () => {
    expect((await key()).the("kms.Key").inputs.enableKeyRotation).toBe(true);
  });

  it.each([true, false])("is protected if it is durable: %s", async (durable) => {
    expect((await key({ durable })).the("kms.Key").protect).toBe(durable);
  });

  it.each([
    [true, 30],
    [false, 7],
  ])("is retained after destroy if snapshots need it: %s", async (retain, deletionWindowInDays) => {
    const resource = (await key({ retain })).the("kms.Key");
    expect(resource.retainOnDelete).toBe(retain);
    expect(resource.inputs.deletionWindowInDays).toBe(deletionWindowInDays);
  });

  it("has an alias", async () => {
    const made = await key();
    expect(made.the("kms.Alias").inputs).toEqual({ name: "alias/xmpro-test", targetKeyId: "key" });
  });

  it("can be used by the account, and by services only for the account's resources", async () => {
    const policy = statementsOf((await key()).the("kms.Key"));
    expect(Object.keys(policy)).toEqual([
      "AccountDecidesByIam",
      "LogGroups",
      "AlarmsToEncryptedTopics",
      "EventsToEncryptedTopics",
    ]);
    expect(policy.AccountDecidesByIam.Principal).toEqual({ AWS: "arn:aws:iam::111122223333:root" });
    expect(policy.LogGroups).toMatchObject({
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:*" } },
    });
  });

  it("allows only alarms and event rules of this account to publish to topics that it encrypts", async () => {
    const { AlarmsToEncryptedTopics, EventsToEncryptedTopics } = statementsOf((await key()).the("kms.Key"));
    for (const { Action } of [AlarmsToEncryptedTopics, EventsToEncryptedTopics]) {
      expect(Action).toEqual(["kms:Decrypt", "kms:GenerateDataKey*"]);
    }
    expect(AlarmsToEncryptedTopics).toMatchObject({
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
    expect(EventsToEncryptedTopics).toMatchObject({
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:eu-west-1:111122223333:*" } },
    });
  });

  it("has a condition for every principal except the account itself", () => {
    const unconditional = keyStatements(args.accountId, args.region).filter((statement) => !("Condition" in statement));
    expect(unconditional.map(({ Sid }) => Sid)).toEqual(["AccountDecidesByIam"]);
    expect(JSON.stringify(keyStatements(args.accountId, args.region))).not.toContain('"Principal":"*"');
  });
});
