import type { Argument, CheckedResource } from "../../rule.ts";
import { nested } from "../nested.ts";
import type { ResourceType } from "../resource-types.ts";
import { known, knownItems } from "../unknown-values.ts";

/** Where a type has its policy document. */
type Places = { readonly [Type in ResourceType]?: Argument<Type> };

/** What a role, a user or a group may do. A role's inline policies are a list of their own, see `inlineDocumentsOf`. */
const IDENTITY_POLICIES = {
  "aws:iam/policy:Policy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:iam/groupPolicy:GroupPolicy": "policy",
} as const satisfies Places;

/** Who may use a resource, without those of S3 and of VPC endpoints, which have rules of their own. */
const RESOURCE_POLICIES = {
  "aws:backup/vaultPolicy:VaultPolicy": "policy",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
  "aws:ecr/registryPolicy:RegistryPolicy": "policy",
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": "repositoryPolicy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
  "aws:kms/externalKey:ExternalKey": "policy",
  "aws:kms/key:Key": "policy",
  "aws:kms/keyPolicy:KeyPolicy": "policy",
  "aws:kms/replicaExternalKey:ReplicaExternalKey": "policy",
  "aws:kms/replicaKey:ReplicaKey": "policy",
  "aws:lambda/resourcePolicy:ResourcePolicy": "policy",
  "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:secretsmanager/secret:Secret": "policy",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
  "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy": "policy",
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
} as const satisfies Places;

/** Who may use a bucket. */
const BUCKET_POLICIES = {
  "aws:s3/bucket:Bucket": "policy",
  "aws:s3/bucketV2:BucketV2": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:s3/accessPoint:AccessPoint": "policy",
  "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
} as const satisfies Places;

const typesOf = <P extends Places>(places: P) => Object.keys(places) as (keyof P & ResourceType)[];

export const identityPolicyTypes = typesOf(IDENTITY_POLICIES);
export const resourcePolicyTypes = typesOf(RESOURCE_POLICIES);
export const bucketPolicyTypes = typesOf(BUCKET_POLICIES);

const PLACES: Readonly<Record<string, string>> = {
  ...IDENTITY_POLICIES,
  ...RESOURCE_POLICIES,
  ...BUCKET_POLICIES,
  "aws:iam/role:Role": "assumeRolePolicy",
};

export interface PolicyDocument {
  /** The argument's name. */
  readonly property: string;
  readonly document: unknown;
}

/**
 * The resource's policy document; undefined if the resource has none, or leaves it to AWS's default, which is for the own account alone. Throws when it is
 * not known yet.
 */
export function documentOf({ type, props }: CheckedResource): PolicyDocument | undefined {
  const property = PLACES[type];
  if (property === undefined) return undefined;
  const document = props[property];
  const isMissing = document === undefined || document === null || document === "";
  // A resource that is nothing but a policy must have one.
  return isMissing && !/Policy$/.test(type) ? undefined : { property, document };
}

/** A role's inline policies. Those that are not known yet are left out. */
export function inlineDocumentsOf(inlinePolicies: unknown): PolicyDocument[] {
  return knownItems(inlinePolicies)
    .map((policy) => known(() => nested(policy, "policy")))
    .filter((document) => document !== undefined && document !== null)
    .map((document) => ({ property: "inlinePolicies", document }));
}
