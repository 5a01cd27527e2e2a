import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KMSClient,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  paginateListAliases,
  paginateListKeys,
} from "@aws-sdk/client-kms";
import { namesOf, type Target } from "../names.ts";
import { type Document, documentOf } from "../permissions/statement.ts";
import { nameOf, orAbsent } from "./aws-answers.ts";
import { decodedPolicy, sameJson } from "./same-json.ts";
import { type Inspection, NOTHING, type Step } from "./step.ts";

/** The administrators of the account decide by IAM; both roles use the key, and change nothing about it. */
export function keyPolicy(target: Target): Document {
  const { roleArn } = namesOf(target);
  return documentOf([
    {
      Sid: "AccountDecidesByIam",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${target.accountId}:root` },
      Action: ["kms:*"],
      Resource: ["*"],
    },
    {
      Sid: "RolesUseIt",
      Effect: "Allow",
      Principal: { AWS: [roleArn("preview"), roleArn("deploy")] },
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
      Resource: ["*"],
    },
  ]);
}

/** The key of Pulumi's secrets and state. `arn` is known once it exists. */
export interface InspectedKey extends Inspection {
  readonly arn: string | undefined;
}

/** Milliseconds between attempts to name a role that KMS does not know yet, and how often. */
const PAUSE_MS = 3000;
const ATTEMPTS = 10;

/** @param pause waits so many milliseconds; a test does not */
export async function inspectKey(
  kms: KMSClient,
  target: Target,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<InspectedKey> {
  const { keyAlias } = namesOf(target);
  const named = (await orAbsent(`the key ${keyAlias}`, () => kms.send(new DescribeKeyCommand({ KeyId: keyAlias }))))?.KeyMetadata;
  const found = named ?? (await withoutAlias(kms, target));
  const Policy = JSON.stringify(keyPolicy(target));
  if (found?.KeyId === undefined) return { ...NOTHING, arn: undefined, steps: [creation(kms, target, Policy, pause)] };
  const KeyId = found.KeyId;
  if (found.KeyState !== "Enabled") {
    const problem = `The key ${keyAlias} is ${found.KeyState}: without it nobody can read the stack's secrets. Enable it, or cancel its deletion: aws kms cancel-key-deletion --key-id ${KeyId} && aws kms enable-key --key-id ${KeyId}`;
    return { ...NOTHING, arn: found.Arn, problems: [problem] };
  }
  const steps: Step[] = [];
  if (named === undefined)
    steps.push({
      title: `Name the key ${KeyId} ${keyAlias}`,
      details: ["An earlier run created it and was interrupted."],
      run: () => kms.send(new CreateAliasCommand({ AliasName: keyAlias, TargetKeyId: KeyId })),
    });
  const rotation = await orAbsent(`the rotation of ${keyAlias}`, () => kms.send(new GetKeyRotationStatusCommand({ KeyId })));
  if (rotation?.KeyRotationEnabled !== true)
    steps.push({
      title: `Rotate the key ${keyAlias} every year`,
      details: [],
      run: () => kms.send(new EnableKeyRotationCommand({ KeyId })),
    });
  const present = await orAbsent(`the policy of ${keyAlias}`, () =>
    kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" })),
  );
  if (!sameJson(decodedPolicy(present?.Policy), keyPolicy(target)))
    steps.push({
      title: `Replace the key policy of ${keyAlias}`,
      details: ["The account's administrators decide by IAM; both roles use the key, and nobody else is named."],
      run: () => untilRolesAreKnown(() => kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy })), pause),
    });
  return { ...NOTHING, arn: found.Arn, steps };
}

function creation(kms: KMSClient, target: Target, Policy: string, pause: (milliseconds: number) => Promise<unknown>): Step {
  const { keyAlias, prefix, tags } = namesOf(target);
  const create = new CreateKeyCommand({
    Description: `Pulumi's state and secrets of ${prefix}`,
    Policy,
    Tags: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
  });
  return {
    title: `Create the KMS key ${keyAlias}, rotated every year`,
    details: ["AWS takes about 1 USD a month for a key."],
    run: async () => {
      const { KeyMetadata } = await untilRolesAreKnown(() => kms.send(create), pause);
      const KeyId = KeyMetadata?.KeyId;
      await kms.send(new EnableKeyRotationCommand({ KeyId }));
      await kms.send(new CreateAliasCommand({ AliasName: keyAlias, TargetKeyId: KeyId }));
    },
  };
}

/** KMS refuses a policy with a role that it has not heard of yet: that takes some seconds. */
async function untilRolesAreKnown<Answer>(
  ask: () => Promise<Answer>,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (nameOf(error) !== "MalformedPolicyDocumentException" || attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MS);
    }
  }
}

/** A key of ours that has no name: a run was interrupted after its creation. */
async function withoutAlias(kms: KMSClient, target: Target) {
  const { tags } = namesOf(target);
  return orAbsent("the keys of the account", async () => {
    const named = new Set<string | undefined>();
    for await (const page of paginateListAliases({ client: kms }, {}))
      for (const { TargetKeyId } of page.Aliases ?? []) named.add(TargetKeyId);
    for await (const page of paginateListKeys({ client: kms }, {})) {
      for (const { KeyId } of page.Keys ?? []) {
        if (KeyId === undefined || named.has(KeyId) || !(await hasTags(kms, KeyId, tags))) continue;
        const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
        if (KeyMetadata?.KeyState === "Enabled") return KeyMetadata;
      }
    }
    return undefined;
  });
}

async function hasTags(kms: KMSClient, KeyId: string, expected: Readonly<Record<string, string>>): Promise<boolean> {
  // A key whose policy hides its tags is not ours.
  const answer = await kms.send(new ListResourceTagsCommand({ KeyId })).catch(() => undefined);
  return Object.entries(expected).every(([key, value]) =>
    answer?.Tags?.some(({ TagKey, TagValue }) => TagKey === key && TagValue === value),
  );
}
