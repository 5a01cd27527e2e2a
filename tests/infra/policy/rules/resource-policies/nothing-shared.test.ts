import { describe, expect, it } from "vitest";
import { nothingShared } from "../../../../../infra/policy/rules/resource-policies/nothing-shared.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

const findings = (type: string, props: Record<string, unknown>) => findingsOf(nothingShared, checkedResource(type, props));

describe("nothing-shared", () => {
  it.each([
    "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
    "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
    "aws:ecrpublic/repositoryPolicy:RepositoryPolicy",
    "aws:ram/principalAssociation:PrincipalAssociation",
    "aws:ram/resourceShare:ResourceShare",
  ])("reports %s", (type) => {
    expect(findings(type, {})).toHaveLength(1);
  });

  it.each(["aws:rds/snapshot:Snapshot", "aws:rds/clusterSnapshot:ClusterSnapshot"])("reports a shared %s", (type) => {
    expect(findings(type, {})).toEqual([]);
    expect(findings(type, { sharedAccounts: [] })).toEqual([]);
    expect(findings(type, { sharedAccounts: ["all"] })).toHaveLength(1);
    expect(findings(type, { sharedAccounts: ["999988887777"] })).toHaveLength(1);
  });

  it("reports a shared document of Systems Manager", () => {
    const of = (permissions: unknown) => findings("aws:ssm/document:Document", { permissions });
    expect(of(undefined)).toEqual([]);
    expect(of({ type: "Share", account_ids: "All" })).toHaveLength(1);
    expect(of({ type: "Share", accountIds: "999988887777" })).toHaveLength(1);
  });
});
