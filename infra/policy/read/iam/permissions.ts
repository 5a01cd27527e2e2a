import type { Statement } from "../policy-document.ts";
import { isWide, parseArn } from "./arn.ts";
import { hasWildcard, matches } from "./glob.ts";

/** Actions by which a role can give itself, or somebody else, whatever it lacks (IAM User Guide, "Permissions management"). */
const ADMINISTRATION: readonly string[] = [
  ...[
    "AddClientIDToOpenIDConnectProvider",
    "AddRoleToInstanceProfile",
    "AddUserToGroup",
    "AttachGroupPolicy",
    "AttachRolePolicy",
  ],
  ...["AttachUserPolicy", "ChangePassword", "CreateAccessKey", "CreateGroup", "CreateInstanceProfile", "CreateLoginProfile"],
  ...["CreateOpenIDConnectProvider", "CreatePolicy", "CreatePolicyVersion", "CreateRole", "CreateSAMLProvider"],
  ...[
    "CreateServiceLinkedRole",
    "CreateServiceSpecificCredential",
    "CreateUser",
    "CreateVirtualMFADevice",
    "DeactivateMFADevice",
  ],
  ...["DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DeleteUserPermissionsBoundary", "DeleteUserPolicy"],
  ...["DetachGroupPolicy", "DetachRolePolicy", "DetachUserPolicy", "EnableMFADevice", "PutGroupPolicy"],
  ...["PutRolePermissionsBoundary", "PutRolePolicy", "PutUserPermissionsBoundary", "PutUserPolicy"],
  ...["ResetServiceSpecificCredential", "ResyncMFADevice", "SetDefaultPolicyVersion", "UpdateAccessKey"],
  ...[
    "UpdateAssumeRolePolicy",
    "UpdateLoginProfile",
    "UpdateOpenIDConnectProviderThumbprint",
    "UpdateRole",
    "UpdateSAMLProvider",
  ],
  ...["UpdateServiceSpecificCredential", "UpdateUser", "UploadSSHPublicKey", "UploadSigningCertificate"],
].map((action) => `iam:${action}`);

/** Actions that decide who may use a resource of another service. */
const SHARING: readonly string[] = [
  ...[
    "backup:PutBackupVaultAccessPolicy",
    "dynamodb:PutResourcePolicy",
    "ec2:ModifyImageAttribute",
    "ec2:ModifySnapshotAttribute",
  ],
  ...["ec2:ModifyVpcEndpoint", "ecr:DeleteRepositoryPolicy", "ecr:PutRegistryPolicy", "ecr:SetRepositoryPolicy"],
  ...["elasticfilesystem:PutFileSystemPolicy", "events:PutPermission", "kms:CreateGrant", "kms:PutKeyPolicy"],
  ...["lambda:AddLayerVersionPermission", "lambda:AddPermission", "lambda:CreateFunctionUrlConfig", "logs:PutDestinationPolicy"],
  ...["logs:PutResourcePolicy", "organizations:AttachPolicy", "organizations:DetachPolicy", "organizations:LeaveOrganization"],
  ...["ram:AssociateResourceShare", "ram:CreateResourceShare", "rds:ModifyDBSnapshotAttribute", "s3:BypassGovernanceRetention"],
  ...["s3:DeleteBucketPolicy", "s3:PutAccessPointPolicy", "s3:PutAccountPublicAccessBlock", "s3:PutBucketAcl"],
  ...["s3:PutBucketOwnershipControls", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutObjectAcl"],
  ...["secretsmanager:DeleteResourcePolicy", "secretsmanager:PutResourcePolicy", "ses:PutIdentityPolicy", "sns:AddPermission"],
  ...["sns:SetTopicAttributes", "sqs:AddPermission", "sqs:SetQueueAttributes", "ssm:ModifyDocumentPermission"],
  ...["sso:AttachManagedPolicyToPermissionSet", "sso:CreateAccountAssignment", "sso:PutInlinePolicyToPermissionSet"],
];

/** Actions on single resources, which lead everywhere if the resource is any. */
const TAKING_OVER: readonly string[] = [
  ...["sts:AssumeRole", "ec2-instance-connect:SendSSHPublicKey", "ecs:ExecuteCommand", "lambda:UpdateFunctionCode"],
  ...["ssm:SendCommand", "ssm:StartSession"],
];

/** Actions that return data, or what opens it. */
const READING: readonly string[] = [
  ...["athena:GetQueryResults", "codecommit:GitPull", "dynamodb:BatchGetItem", "dynamodb:ExportTableToPointInTime"],
  ...["dynamodb:GetItem", "dynamodb:GetRecords", "dynamodb:PartiQLSelect", "dynamodb:Query", "dynamodb:Scan"],
  ...["ebs:GetSnapshotBlock", "ec2:CopySnapshot", "ec2:GetPasswordData", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
  ...["elasticbeanstalk:DescribeConfigurationSettings", "elasticfilesystem:ClientMount", "kinesis:GetRecords", "kms:Decrypt"],
  ...["kms:ReEncryptFrom", "lambda:GetFunction", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:GetQueryResults"],
  ...["logs:StartQuery", "logs:Unmask", "rds-db:connect", "rds:CopyDBSnapshot", "rds:DownloadCompleteDBLogFile"],
  ...["rds:DownloadDBLogFilePortion", "rds:RestoreDBInstanceFromDBSnapshot", "rds:StartExportTask", "s3:GetObject"],
  ...["s3:GetObjectTorrent", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions"],
  ...["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "sqs:ReceiveMessage", "ssm:GetParameter"],
  ...["ssm:GetParameterHistory", "ssm:GetParameters", "ssm:GetParametersByPath"],
];

export const PASS_ROLE = "iam:PassRole";

/** Administrative actions that the statement allows. */
export function administrationIn(statement: Statement): string[] {
  return [
    ...[...ADMINISTRATION, ...SHARING].filter((action) => allows(statement, action)),
    ...(isWideIn(statement) ? TAKING_OVER.filter((action) => allows(statement, action)) : []),
  ];
}

/** Reading actions that the statement allows on resources that have nothing in common. */
export function readingEverythingIn(statement: Statement): string[] {
  return isWideIn(statement) ? READING.filter((action) => allows(statement, action)) : [];
}

/** True if the statement allows the action on a resource of its service. */
export function allows(statement: Statement, action: string): boolean {
  if (!statement.allows || !reaches(statement, action)) return false;
  const { actions, notActions } = statement;
  return (
    actions.some((pattern) => matches(pattern, action)) ||
    (notActions.length > 0 && !notActions.some((pattern) => matches(pattern, action)))
  );
}

/** True if a rule about a meaning reports this pattern, so that the one about its form need not. */
export function isReportedByMeaning(statement: Statement, pattern: string): boolean {
  const meant = [
    ...ADMINISTRATION.filter((action) => allows(statement, action)),
    ...(hasWildcard(pattern) ? [] : notablyIn(statement)),
  ];
  return meant.some((action) => matches(pattern, action));
}

function notablyIn(statement: Statement): string[] {
  return [PASS_ROLE, ...administrationIn(statement), ...readingEverythingIn(statement)];
}

function isWideIn({ resources, notResources }: Statement): boolean {
  return notResources.length > 0 || resources.some(isWide);
}

/** A role is IAM's, whoever assumes it. */
const SERVICE_OF_RESOURCE: Readonly<Record<string, string>> = { sts: "iam", "ec2-instance-connect": "ec2" };

function reaches({ resources, notResources }: Statement, action: string): boolean {
  const [prefix = ""] = action.split(":");
  const service = SERVICE_OF_RESOURCE[prefix] ?? prefix;
  // A key's policy may leave it out; a value that is not known yet may be any.
  if (notResources.length > 0 || resources.length === 0) return true;
  return resources.some((resource) => matches(parseArn(resource)?.service ?? "*", service));
}
