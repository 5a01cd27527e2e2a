import { describe, expect, it } from "vitest";
import { EncryptionKey, keyPolicy } from "../../infra/encryption-key.ts";
import { deploy } from "../support/deploy.ts";
import { statementsOf } from "../support/policy-statements.ts";

const args = { accountId: "111122223333", region: "eu-west-1", aliasName: "xmpro-test" };
const key = (durable: boolean) => deploy(() => new EncryptionKey("key", { ...args, durable }));

describe("the encryption key", () => {
  it.each([
    [true, { deletionWindowInDays: 30 }],
    [false, { deletionWindowInDays: 7 }],
  ])("durable %s: rotates, and a deletion can be taken back as long as AWS allows or as short", async (durable, expected) => {
    const made = await key(durable);
    const resource = made.the("kms.Key");
    expect(resource.inputs).toMatchObject({ ...expected, enableKeyRotation: true });
    expect(resource.protect).toBe(durable);
  });

  it("has a name in the console", async () => {
    const made = await key(false);
    expect(made.the("kms.Alias").inputs).toEqual({ name: "alias/xmpro-test", targetKeyId: "key" });
  });

  it("belongs to the account, and to services only for what is the account's", async () => {
    const policy = statementsOf((await key(false)).the("kms.Key"));
    expect(Object.keys(policy)).toEqual(["AccountDecidesByIam", "LogGroups", "EventsToNotifications"]);
    expect(policy.AccountDecidesByIam.Principal).toEqual({ AWS: "arn:aws:iam::111122223333:root" });
    expect(policy.LogGroups).toMatchObject({
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:*" } },
    });
    expect(policy.EventsToNotifications).toMatchObject({
      Principal: { Service: ["events.rds.amazonaws.com", "cloudwatch.amazonaws.com"] },
      Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
  });

  it("lets nobody in without a condition but the account itself", () => {
    const unconditional = keyPolicy(args.accountId, args.region).Statement.filter((statement) => !("Condition" in statement));
    expect(unconditional.map(({ Sid }) => Sid)).toEqual(["AccountDecidesByIam"]);
    expect(JSON.stringify(keyPolicy(args.accountId, args.region))).not.toContain('"Principal":"*"');
  });
});
