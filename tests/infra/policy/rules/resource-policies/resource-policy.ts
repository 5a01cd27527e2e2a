import type { Rule } from "../../../../../infra/policy/rule.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { ownRole } from "../identity/identity-policy.ts";

/** Where each type has its document. */
export const PLACES: readonly (readonly [type: string, property: string])[] = [
  ["aws:kms/key:Key", "policy"],
  ["aws:kms/keyPolicy:KeyPolicy", "policy"],
  ["aws:kms/replicaKey:ReplicaKey", "policy"],
  ["aws:kms/externalKey:ExternalKey", "policy"],
  ["aws:sns/topic:Topic", "policy"],
  ["aws:sns/topicPolicy:TopicPolicy", "policy"],
  ["aws:sqs/queue:Queue", "policy"],
  ["aws:sqs/queuePolicy:QueuePolicy", "policy"],
  ["aws:secretsmanager/secret:Secret", "policy"],
  ["aws:secretsmanager/secretPolicy:SecretPolicy", "policy"],
  ["aws:ecr/repositoryPolicy:RepositoryPolicy", "policy"],
  ["aws:ecr/registryPolicy:RegistryPolicy", "policy"],
  ["aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate", "repositoryPolicy"],
  ["aws:cloudwatch/eventBusPolicy:EventBusPolicy", "policy"],
  ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument"],
  ["aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy", "accessPolicy"],
  ["aws:lambda/resourcePolicy:ResourcePolicy", "policy"],
  ["aws:efs/fileSystemPolicy:FileSystemPolicy", "policy"],
  ["aws:backup/vaultPolicy:VaultPolicy", "policy"],
];

/** The rule's findings about a resource with this policy, in a stack whose account is known. */
export function findingsAboutPlace(rule: Rule, type: string, property: string, policy: unknown): string[] {
  return findingsOf(rule, ownRole, checkedResource(type, { [property]: policy }));
}

/** The rule's findings about a queue whose policy has this statement. */
export function findingsAboutStatement(rule: Rule, statement: object): string[] {
  const all = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", ...statement };
  return findingsAboutPlace(rule, "aws:sqs/queuePolicy:QueuePolicy", "policy", JSON.stringify({ Statement: [all] }));
}
