import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bucketPolicy } from "../../../github/bootstrap/account/bucket-policy.ts";
import { keyPolicy } from "../../../github/bootstrap/account/key.ts";
import { AUDIENCE, ISSUER, type RoleKind } from "../../../github/bootstrap/names.ts";
import { managedPolicies } from "../../../github/bootstrap/permissions/managed-policies.ts";
import { statementsOf } from "../../../github/bootstrap/permissions/statements.ts";
import { planOf } from "../../../github/bootstrap/plan/plan.ts";
import { trustOf } from "../../../github/bootstrap/trust.ts";
import type { CheckedResource } from "../../../infra/policy/rule.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { validate } from "../../../infra/policy/validate.ts";
import { checkedResource } from "../../infra/policy/checked-resource.ts";
import { REPOSITORY } from "./github-token.ts";

const TARGET = { project: "xmpro", stack: "prod", accountId: "444455556666", region: "us-east-1" };
const KEY = "arn:aws:kms:us-east-1:444455556666:key/11111111-2222-3333-4444-555555555555";
const plan = await planOf(join(import.meta.dirname, "..", "..", ".."), TARGET);

const resource = (type: string, name: string, props: Record<string, unknown>) =>
  checkedResource(type, props, { name, stack: "prod", opts: { protect: true } as CheckedResource["opts"] });
/** The rules take the stack's account from a trust policy of the stack. */
const flowLogs = plan.resources.find(({ type, name }) => type === "aws:iam/role:Role" && name === "network-flow-logs");
const context = resource("aws:iam/role:Role", "network-flow-logs", { ...flowLogs?.inputs });

/** The program has no identity provider and no policies apart from their roles. The bootstrap creates these without Pulumi. */
const judged = rules.filter(({ name }) => name !== "known-resource-types");

/** Names of the rules that speak about what is not the context. */
function speaking(...resources: CheckedResource[]): string[] {
  const violations = validate(judged, [context, ...resources]).filter(({ urn }) => urn !== context.urn);
  return [...new Set(violations.map(({ rule }) => rule))].sort();
}

const policies = (kind: RoleKind) =>
  managedPolicies(statementsOf(kind, plan, TARGET, KEY)).map((document, part) =>
    resource("aws:iam/policy:Policy", `${kind}-${part}`, { policy: JSON.stringify(document) }),
  );

describe("the policy pack about what the bootstrap creates", () => {
  it("finds nothing in GitHub's provider and the trust of the roles", () => {
    const provider = resource("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github", {
      url: `https://${ISSUER}`,
      clientIdLists: [AUDIENCE],
    });
    const roles = (["preview", "deploy"] as const).map((kind) =>
      resource("aws:iam/role:Role", kind, { assumeRolePolicy: JSON.stringify(trustOf(kind, REPOSITORY, TARGET)) }),
    );
    expect(speaking(provider, ...roles)).toEqual([]);
  });

  it("would find a trust with a wildcard in its subject", () => {
    const trust = JSON.stringify(trustOf("deploy", { ...REPOSITORY, name: "*" }, TARGET));
    expect(speaking(resource("aws:iam/role:Role", "deploy", { assumeRolePolicy: trust }))).toEqual(["federation-names-subjects"]);
  });

  it("finds in the key and the bucket of the state only that accesses are not logged", () => {
    const bucket = { bucket: "state" };
    const all = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
    expect(
      speaking(
        resource("aws:kms/key:Key", "state", { policy: JSON.stringify(keyPolicy(TARGET)), enableKeyRotation: true }),
        resource("aws:s3/bucket:Bucket", "state", bucket),
        resource("aws:s3/bucketVersioning:BucketVersioning", "state", {
          ...bucket,
          versioningConfiguration: { status: "Enabled" },
        }),
        resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "state", { ...bucket, ...all }),
        resource("aws:s3/bucketPolicy:BucketPolicy", "state", { ...bucket, policy: JSON.stringify(bucketPolicy(TARGET)) }),
        resource("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "state", {
          ...bucket,
          rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
        }),
        resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "state", {
          ...bucket,
          rules: [{ status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } }],
        }),
      ),
      // It has no access logs, which would need a second bucket.
    ).toEqual(["buckets-logged"]);
  });

  // AWS chooses the ids of most resources, so nobody can name them before; the pack wants whole ARNs.
  it("says of the preview role only that it reads what has no name before it exists", () => {
    expect(speaking(...policies("preview"))).toEqual(["least-privilege", "no-reading-everything"]);
  });

  // docs/bootstrap.md says what follows from that: the role writes the policies of the stack's roles, whose names end in seven characters of Pulumi's.
  it("says of the deploy role besides that it changes permissions, as it creates the stack's roles and policies", () => {
    expect(speaking(...policies("deploy"))).toEqual([
      "least-privilege",
      "no-administrator-rights",
      "no-reading-everything",
      "passes-named-roles",
      // The bucket of the state and that of Elastic Beanstalk have the account in their names, and are not of the stack.
      "permissions-stay-here",
    ]);
  });
});
