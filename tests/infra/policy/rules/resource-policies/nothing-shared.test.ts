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

  it("reports a shared snapshot", () => {
    const type = "aws:rds/snapshot:Snapshot";
    expect(findings(type, {})).toEqual([]);
    expect(findings(type, { sharedAccounts: [] })).toEqual([]);
    expect(findings(type, { sharedAccounts: ["all"] })).toHaveLength(1);
    expect(findings(type, { sharedAccounts: ["999988887777"] })).toHaveLength(1);
  });
});
