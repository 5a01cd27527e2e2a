import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../infra/policy/rule.ts";
import { rules } from "../../infra/policy/rules.ts";
import { validate } from "../../infra/policy/validate.ts";
import { checkedResource } from "../../preview/model/policy-report.ts";
import type { StackName } from "../../stacks/settings/domain.ts";
import { deployStack, updateStack } from "../support/program/deploy-stack.ts";
import { stateOf } from "../support/program/deployed-state.ts";

const BOTH = { sqlNativeBackup: "on", sqlBackupRegion: "us-west-2" };
const stacks: readonly StackName[] = ["nonprod", "prod"];

describe("the backups of the database", () => {
  it.each(stacks)("have no bucket, option group, provider or key of their own in %s unless they are set", async (stack) => {
    const { resources, outputs } = await deployStack(stack);
    const types = resources.map(({ type }) => type);
    expect(types.filter((type) => /OptionGroup|SnapshotCopy|BackupsReplication|pulumi:providers/.test(type))).toEqual([]);
    expect(resources.filter(({ name }) => name === "database-backups")).toEqual([]);
    expect([outputs.databaseBackupBucket, outputs.replicatedBackups]).toEqual([undefined, undefined]);
  });

  it.each(stacks)("may be .bak files in a private bucket of %s", async (stack) => {
    const made = await deployStack(stack, BOTH);
    const durable = stack === "prod";
    const bucket = made.the("s3.Bucket", "database-backups");
    expect([bucket.protect, bucket.inputs.forceDestroy]).toEqual([durable, !durable]);
    expect(made.the("rds.Instance").inputs.optionGroupName).toBe(made.the("rds.OptionGroup").name);
    expect(made.outputs.databaseBackupBucket).toBe("database-backups");
  });

  it.each(stacks)("are copied to the second region, by a provider of %s's account with its tags", async (stack) => {
    const made = await deployStack(stack, BOTH);
    const accountId = /iam::(\d{12}):root/.exec(made.the("kms.Key", "key").inputs.policy)?.[1];
    const [provider] = made.resources.filter(({ type }) => type === "pulumi:providers:aws");
    expect(provider?.inputs.region).toBe("us-west-2");
    expect(JSON.parse(provider?.inputs.allowedAccountIds)).toEqual([accountId]);
    expect(JSON.parse(provider?.inputs.defaultTags)).toMatchObject({ tags: { environment: stack } });
    const copies = made.the("rds.InstanceAutomatedBackupsReplication");
    expect(copies.inputs).toMatchObject({
      sourceDbInstanceArn: `arn:aws:rds:us-east-1:${accountId}:db:xmpro-${stack}-database`,
      retentionPeriod: stack === "prod" ? 14 : 7,
    });
    expect(copies.propertyDependencies.kmsKeyId).toEqual([made.the("kms.Key", "replicated-backups").urn]);
    const key = made.the("kms.Key", "replicated-backups");
    expect([key.protect, key.retainOnDelete]).toEqual([stack === "prod", stack === "prod"]);
    expect(made.outputs.replicatedBackups).toMatchObject({ region: "us-west-2" });
  });

  it.each(stacks)("break no rule of the policy pack in %s", async (stack) => {
    const resources: CheckedResource[] = (await deployStack(stack, BOTH)).resources.map(checkedResource);
    const before: CheckedResource[] = (await deployStack(stack)).resources.map(checkedResource);
    expect(validate(rules, resources)).toEqual(validate(rules, before));
  });
});

describe("a deployed server whose native backup is switched off", () => {
  it("gets AWS's option group, as it would keep its own without a name", async () => {
    const deployed = await deployStack("nonprod", BOTH);
    const off = await updateStack("nonprod", {}, stateOf(deployed));
    expect(off.the("rds.Instance").inputs.optionGroupName).toBe("default:sqlserver-ex-16-00");
    const later = await updateStack("nonprod", {}, stateOf(off));
    expect(later.the("rds.Instance").inputs.optionGroupName).toBeUndefined();
    const on = await updateStack("nonprod", BOTH, stateOf(deployed));
    expect(on.the("rds.Instance").inputs.optionGroupName).toBe("database-backups");
  });
});
