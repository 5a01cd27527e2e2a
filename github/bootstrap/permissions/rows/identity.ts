import { needs, type Rows } from "../needs.ts";

export const identity: Rows = {
  // UpdateRole, and not the older UpdateRoleDescription, which is kept for a provider that still calls it.
  "aws:iam/role:Role": needs(
    "iam",
    "GetRole ListRolePolicies ListAttachedRolePolicies ListRoleTags ListInstanceProfilesForRole",
    "CreateRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole TagRole UntagRole",
  ),
  "aws:iam/rolePolicy:RolePolicy": needs("iam", "GetRolePolicy", "PutRolePolicy DeleteRolePolicy"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": needs(
    "iam",
    "ListAttachedRolePolicies",
    "AttachRolePolicy DetachRolePolicy",
  ),
  "aws:iam/instanceProfile:InstanceProfile": needs(
    "iam",
    "GetInstanceProfile",
    "CreateInstanceProfile AddRoleToInstanceProfile RemoveRoleFromInstanceProfile DeleteInstanceProfile TagInstanceProfile UntagInstanceProfile",
  ),
  "aws:iam/user:User": needs(
    "iam",
    "GetUser ListUserTags ListGroupsForUser",
    "CreateUser UpdateUser DeleteUser TagUser UntagUser",
  ),
  "aws:iam/userPolicy:UserPolicy": needs("iam", "GetUserPolicy", "PutUserPolicy DeleteUserPolicy"),
  "aws:iam/accessKey:AccessKey": needs("iam", "ListAccessKeys", "CreateAccessKey UpdateAccessKey DeleteAccessKey"),
  "aws:kms/key:Key": needs(
    "kms",
    "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    "CreateKey PutKeyPolicy EnableKeyRotation DisableKeyRotation EnableKey DisableKey UpdateKeyDescription ScheduleKeyDeletion TagResource UntagResource",
  ),
  "aws:kms/alias:Alias": needs("kms", "ListAliases", "CreateAlias UpdateAlias DeleteAlias"),
  "aws:acm/certificate:Certificate": needs(
    "acm",
    "DescribeCertificate GetCertificate ListTagsForCertificate",
    "RequestCertificate ImportCertificate UpdateCertificateOptions DeleteCertificate AddTagsToCertificate RemoveTagsFromCertificate",
  ),
  "aws:acm/certificateValidation:CertificateValidation": needs("acm", "DescribeCertificate"),
};
