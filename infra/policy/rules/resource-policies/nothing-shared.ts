import { isObject } from "../../read/nested.ts";
import { known, strings } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const ONLY_SHARES = [
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission",
  "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission",
  "aws:ecrpublic/repository:Repository",
  "aws:ecrpublic/repositoryPolicy:RepositoryPolicy",
  "aws:ram/principalAssociation:PrincipalAssociation",
  "aws:ram/resourceShare:ResourceShare",
] as const;

export const nothingShared: Rule = {
  name: "nothing-shared",
  description: "Images, snapshots, documents and other resources stay in this account.",
  remedy: "Remove the share. Copy what another account needs into that account.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["EC2.1", "RDS.1", "SSM.4"],
  checks: [
    onResource(ONLY_SHARES, (_, { type }) => `a resource must not be shared, got ${quote(type)}`),
    onResource(["aws:rds/snapshot:Snapshot", "aws:rds/clusterSnapshot:ClusterSnapshot"], ({ sharedAccounts }) =>
      strings(sharedAccounts).map((account) => `sharedAccounts must be left out, got ${quote(account)}`),
    ),
    onResource("aws:ssm/document:Document", ({ permissions }) => {
      const accounts = isObject(permissions) ? known(() => permissions.account_ids ?? permissions.accountIds) : undefined;
      return accounts === undefined || accounts === ""
        ? undefined
        : `permissions.account_ids must be left out, got ${quote(accounts)}`;
    }),
  ],
};
