import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { namesOf } from "../../../github/bootstrap/names.ts";
import { planOf } from "../../../github/bootstrap/plan/plan.ts";
import { runBootstrap } from "../../../github/bootstrap/run-bootstrap.ts";
import { CommandRefused } from "../../../operate/command-line/command-refused.ts";
import { CouldNotLook } from "../../../operate/command-line/could-not-look.ts";
import type { Terminal } from "../../../operate/command-line/run-command.ts";
import { recordingTerminal } from "../../operate/terminal.ts";
import { AwsRefusal, FakeAccount } from "./fake-account.ts";

const DIRECTORY = join(import.meta.dirname, "..", "..", "..");
const TARGET = { project: "xmpro", stack: "prod", accountId: "444455556666", region: "us-east-1" };
const NAMES = namesOf(TARGET);
const GIVEN = {
  stack: "prod",
  repository: "acme/xmpro",
  "repository-id": "123456789",
  "owner-id": "987654321",
  check: false,
  yes: true,
  operand: undefined,
};

/** Made once: it takes a second. */
const plan = planOf(DIRECTORY, TARGET);

/** Runs the command once and gives what a person sees. */
async function run(account: FakeAccount, given: Partial<typeof GIVEN> = {}, ask?: Terminal["ask"]) {
  const terminal = recordingTerminal();
  account.changes.length = 0;
  const code = await runBootstrap(
    { ...GIVEN, ...given },
    { ...terminal, ask },
    {
      directory: DIRECTORY,
      open: async () => account.clients,
      planOf: () => plan,
      pause: async () => {},
    },
  );
  return { code, output: terminal.printed.join("\n"), errors: terminal.said.join("\n"), changes: [...account.changes] };
}

/** An account that was prepared for prod. */
async function prepared(): Promise<FakeAccount> {
  const account = new FakeAccount();
  await run(account);
  return account;
}

const tagsOf = (account: FakeAccount) => account.roles.get(NAMES.role("deploy"))?.tags ?? [];

describe("npm run bootstrap", () => {
  it("creates everything in an empty account, says what to set in GitHub, and changes nothing the second time", async () => {
    const account = new FakeAccount();
    const { code, output } = await run(account);
    expect(code).toBe(0);
    expect(account.audiences).toEqual(["sts.amazonaws.com"]);
    expect([...account.roles.keys()]).toEqual(["xmpro-prod-preview", "xmpro-prod-deploy"]);
    expect(account.roles.get("xmpro-prod-deploy")?.attached.length).toBe(
      [...account.policies.keys()].filter((name) => name.startsWith("xmpro-prod-deploy-")).length,
    );
    expect(account.keys).toMatchObject([{ isRotated: true }]);
    expect(account.aliases.get("alias/xmpro-prod-pulumi")).toBe("key-1");
    expect(account.policies.get("xmpro-prod-preview-1")?.versions[0]?.text).toContain("key/key-1");
    expect(output).toContain(
      "gh variable set AWS_ROLE_ARN --repo acme/xmpro --env prod --body 'arn:aws:iam::444455556666:role/xmpro-prod-deploy'",
    );
    expect(output).toContain("npx pulumi stack change-secrets-provider --stack prod");

    const again = await run(account);
    expect([again.code, again.changes]).toEqual([0, []]);
    expect(again.output).toContain("Account 444455556666 has all that GitHub Actions needs for prod.");
    expect((await run(account, { check: true, yes: false })).code).toBe(0);
  });

  it("makes a private, versioned bucket that is encrypted with the key and takes TLS only", async () => {
    const { bucket } = await prepared();
    const settings = Object.fromEntries(bucket as Map<string, unknown>);
    expect(settings).toMatchObject({
      PublicAccessBlock: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      BucketOwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      GetBucketVersioning: "Enabled",
      BucketEncryption: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { KMSMasterKeyID: "arn:aws:kms:us-east-1:444455556666:key/key-1" } }],
      },
    });
    const { Statement } = JSON.parse(String(settings.BucketPolicy));
    expect(Statement.map(({ Effect, Sid }: Record<string, string>) => [Effect, Sid])).toEqual([
      ["Deny", "TlsOnly"],
      ["Deny", "ThisAccountOnly"],
    ]);
  });

  it("changes nothing with --check, and ends with 1 where something is missing", async () => {
    const account = new FakeAccount();
    const { code, output, changes } = await run(account, { check: true, yes: false });
    expect([code, changes]).toEqual([1, []]);
    expect(output).toContain("Create the bucket xmpro-prod-state-444455556666");
    expect(output).not.toContain("gh variable set");
  });

  it.each([
    ["no", async () => "no"],
    ["nothing", async () => ""],
    ["y", async () => "y"],
  ])("changes nothing when a person answers %s", async (_, ask) => {
    const { code, output, changes } = await run(new FakeAccount(), { yes: false }, ask);
    expect([code, changes]).toEqual([1, []]);
    expect(output).toContain("Nothing is changed.");
  });

  it("asks with the account's number, and goes on after yes", async () => {
    const asked: string[] = [];
    const account = new FakeAccount();
    const { code } = await run(account, { yes: false }, async (question) => {
      asked.push(question);
      return "yes";
    });
    expect([code, asked.length, account.roles.size]).toEqual([0, 1, 2]);
    expect(asked[0]).toContain("444455556666");
  });

  it("changes nothing without a terminal unless --yes is given", async () => {
    const { code, errors, changes } = await run(new FakeAccount(), { yes: false });
    expect([code, changes]).toEqual([1, []]);
    expect(errors).toContain("--yes");
  });

  it("refuses --check together with --yes", async () => {
    await expect(run(new FakeAccount(), { check: true })).rejects.toThrow(CommandRefused);
  });

  // Each command of a complete run fails once; the next run ends where an undisturbed one ends.
  it("goes on where an earlier run stopped, wherever that was", async () => {
    const undisturbed = new FakeAccount();
    const { changes } = await run(undisturbed);
    for (let at = 0; at < changes.length; at++) {
      const account = new FakeAccount();
      let count = 0;
      account.refuse = (name) => {
        if (/^(Get|List|Head|Describe)/.test(name)) return undefined;
        return count++ === at ? new AwsRefusal("ServiceFailure", "try again") : undefined;
      };
      const stopped = await run(account);
      expect([stopped.code, changes[at]]).toEqual([3, changes[at]]);
      expect(stopped.errors).toContain("Run the same command again");
      account.refuse = () => undefined;
      expect((await run(account)).code).toBe(0);
      expect(account.keys.length).toBe(1);
      expect([account.roles, account.policies, account.aliases, account.bucket]).toEqual([
        undisturbed.roles,
        undisturbed.policies,
        undisturbed.aliases,
        undisturbed.bucket,
      ]);
    }
  }, 60_000);

  it("waits until KMS knows the new roles", async () => {
    const account = new FakeAccount();
    let refusals = 0;
    account.refuse = (name) =>
      name === "CreateKey" && refusals++ < 3
        ? new AwsRefusal("MalformedPolicyDocumentException", "invalid principals")
        : undefined;
    expect((await run(account)).code).toBe(0);
    expect(refusals).toBe(4);
  });
});

describe("npm run bootstrap in an account that has something already", () => {
  it("keeps an existing provider and adds AWS's audience to it, and says what that means for others", async () => {
    const account = new FakeAccount();
    account.audiences = ["https://github.com/acme"];
    const { output } = await run(account);
    expect(account.audiences).toEqual(["https://github.com/acme", "sts.amazonaws.com"]);
    expect(output).toContain("A role of somebody else that trusts this provider without a condition on its audience");
  });

  it("refuses a role that somebody else made, and then changes nothing anywhere", async () => {
    const account = new FakeAccount();
    account.roles.set(NAMES.role("deploy"), { trust: "{}", seconds: 3600, tags: [], inline: [], attached: [] });
    const { code, output, changes } = await run(account);
    expect([code, changes]).toEqual([1, []]);
    expect(output).toContain("The role xmpro-prod-deploy exists and was not made by this command");
  });

  it("refuses the role that was made for the other stack", async () => {
    const account = await prepared();
    const role = account.roles.get(NAMES.role("deploy"));
    if (role) role.tags = role.tags.map((tag) => (tag.Key === "stack" ? { ...tag, Value: "nonprod" } : tag));
    expect((await run(account)).code).toBe(1);
  });

  it("shows who could take on a role before it replaces its trust, and does it only once", async () => {
    const account = await prepared();
    const trust = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999988887777:root" }, Action: "sts:AssumeRole" },
    };
    const role = account.roles.get(NAMES.role("deploy"));
    if (role) role.trust = JSON.stringify(trust);
    const { code, output, changes } = await run(account, { yes: false }, async () => "yes");
    expect([code, changes]).toEqual([0, ["UpdateAssumeRolePolicy"]]);
    expect(output).toContain('- {"AWS":"arn:aws:iam::999988887777:root"} without a condition');
    expect(output).toContain("+ repo:acme/xmpro:environment:prod of the repository 123456789");
    expect(role?.trust).not.toContain("999988887777");
    expect((await run(account)).changes).toEqual([]);
  });

  it("shows both repositories when the roles move to another one", async () => {
    const account = await prepared();
    const { output } = await run(account, { "repository-id": "555", check: true, yes: false });
    expect(output).toContain("- repo:acme/xmpro:environment:prod of the repository 123456789");
    expect(output).toContain("+ repo:acme/xmpro:environment:prod of the repository 555");
  });

  it("refuses a bucket that belongs to somebody else, and then changes nothing anywhere", async () => {
    const account = new FakeAccount();
    account.bucket = "foreign";
    const { code, output, changes } = await run(account);
    expect([code, changes]).toEqual([1, []]);
    expect(output).toContain("belongs to somebody else");
  });

  it("refuses a bucket whose policy lets somebody in, and names the statement", async () => {
    const account = await prepared();
    const policy = { Statement: [{ Sid: "Partner", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" }] };
    (account.bucket as Map<string, unknown>).set("BucketPolicy", JSON.stringify(policy));
    const { code, output, changes } = await run(account);
    expect([code, changes]).toEqual([1, []]);
    expect(output).toContain('allows more than this command knows: "Partner"');
  });

  it("keeps refusals and lifecycle rules that somebody added to the bucket", async () => {
    const account = await prepared();
    const bucket = account.bucket as Map<string, unknown>;
    const denial = { Sid: "NoDeletion", Effect: "Deny", Principal: "*", Action: "s3:DeleteBucket", Resource: "*" };
    bucket.set("BucketPolicy", JSON.stringify({ Version: "2012-10-17", Statement: [denial] }));
    bucket.set("BucketLifecycleConfiguration", { Rules: [{ ID: "theirs", Status: "Enabled" }] });
    expect((await run(account)).changes).toEqual(["PutBucketLifecycleConfiguration", "PutBucketPolicy"]);
    expect(String(bucket.get("BucketPolicy"))).toContain("NoDeletion");
    expect(JSON.stringify(bucket.get("BucketLifecycleConfiguration"))).toContain("theirs");
    expect((await run(account)).changes).toEqual([]);
  });

  it.each(["PublicAccessBlock", "BucketOwnershipControls", "BucketEncryption", "GetBucketVersioning", "BucketPolicy"])(
    "restores the bucket's %s and nothing else",
    async (setting) => {
      const account = await prepared();
      const bucket = account.bucket as Map<string, unknown>;
      const before = bucket.get(setting);
      bucket.delete(setting);
      expect((await run(account)).changes).toHaveLength(1);
      expect(bucket.get(setting)).toEqual(before);
    },
  );

  it("refuses a key that is about to be deleted, and says how to keep it", async () => {
    const account = await prepared();
    for (const key of account.keys) key.state = "PendingDeletion";
    const { code, output, changes } = await run(account);
    expect([code, changes]).toEqual([1, []]);
    expect(output).toContain("aws kms cancel-key-deletion --key-id key-1");
  });

  it("shows which actions a changed plan adds and takes away", async () => {
    const account = await prepared();
    const policy = account.policies.get("xmpro-prod-preview-1");
    const text = policy?.versions[0]?.text.replace('"acm:DescribeCertificate"', '"iam:CreateUser"') ?? "";
    if (policy) policy.versions = [{ id: "v1", text }];
    const { output, changes } = await run(account);
    expect(changes).toEqual(["CreatePolicyVersion"]);
    expect(output).toContain("+ acm:DescribeCertificate");
    expect(output).toContain("- iam:CreateUser");
  });

  it("deletes the oldest version of a policy where IAM takes no further one", async () => {
    const account = await prepared();
    const policy = account.policies.get("xmpro-prod-preview-1");
    if (policy) {
      policy.versions = ["v3", "v4", "v5", "v10", "v9"].map((id) => ({ id, text: "{}" }));
      policy.current = "v9";
    }
    expect((await run(account)).changes).toEqual(["DeletePolicyVersion", "CreatePolicyVersion"]);
    expect(policy?.versions.map(({ id }) => id)).not.toContain("v3");
  });

  it("leaves a policy that somebody attached, and reports it with the command that takes it off", async () => {
    const account = await prepared();
    const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
    account.roles.get(NAMES.role("preview"))?.attached.push(administrator);
    account.roles.get(NAMES.role("preview"))?.inline.push("extra");
    const { code, output, changes } = await run(account, { check: true, yes: false });
    expect([code, changes]).toEqual([1, []]);
    expect(output).toContain(`aws iam detach-role-policy --role-name xmpro-prod-preview --policy-arn ${administrator}`);
    expect(output).toContain("aws iam delete-role-policy --role-name xmpro-prod-preview --policy-name extra");
  });

  it("detaches a policy of an earlier, longer plan", async () => {
    const account = await prepared();
    account.policies.set("xmpro-prod-deploy-9", { versions: [{ id: "v1", text: "{}" }], current: "v1", tags: tagsOf(account) });
    account.roles.get(NAMES.role("deploy"))?.attached.push(NAMES.policyArn("xmpro-prod-deploy-9"));
    expect((await run(account)).changes).toEqual(["DetachRolePolicy"]);
  });

  it("does not take a refusal of AWS for something that is missing", async () => {
    const account = await prepared();
    account.refuse = (name) => (name === "GetRole" ? new AwsRefusal("AccessDenied", "not authorized", 403) : undefined);
    await expect(run(account)).rejects.toThrow(CouldNotLook);
    expect(account.changes).toEqual([]);
  });
});
