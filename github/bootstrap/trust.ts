import { environmentsOf } from "./environments.ts";
import { AUDIENCE, ISSUER, namesOf, type RoleKind, type Target } from "./names.ts";
import { type Document, documentOf } from "./permissions/statement.ts";
import { type Repository, subjectsOf } from "./repository.ts";

/**
 * Who may take on a role: jobs of one repository, in the environments of that role. The id of the repository never changes and is never given away
 * again, so a repository that gets the same name later stays outside. AWS knows the key `repository_id` since January 2026. Nothing has a wildcard.
 */
export function trustOf(kind: RoleKind, repository: Repository, target: Target): Document {
  const environments = environmentsOf(kind, target.stack);
  return documentOf([
    {
      Sid: "JobsOfOneRepository",
      Effect: "Allow",
      Principal: { Federated: namesOf(target).providerArn },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: {
          [`${ISSUER}:aud`]: AUDIENCE,
          [`${ISSUER}:repository_id`]: repository.id,
          [`${ISSUER}:sub`]: environments.flatMap((environment) => subjectsOf(repository, environment)),
        },
      },
    },
  ]);
}
