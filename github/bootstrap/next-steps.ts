import { SESSION_SECONDS } from "./account/role.ts";
import { environmentsOf, protections } from "./environments.ts";
import { namesOf, type Target } from "./names.ts";
import type { Repository } from "./repository.ts";

/** What a person does next, in GitHub and with an existing state. */
export function nextSteps(target: Target, repository: Repository): string[] {
  const { stack, region, project } = target;
  const { backend, secretsProvider, roleArn } = namesOf(target);
  const at = `--repo ${repository.owner}/${repository.name}`;
  const kinds = (["preview", "deploy"] as const).flatMap((kind) =>
    environmentsOf(kind, stack).map((environment) => ({ kind, environment })),
  );
  const variables = ({ kind, environment }: (typeof kinds)[number]) =>
    Object.entries({
      AWS_ROLE_ARN: roleArn(kind),
      AWS_ROLE_SECONDS: String(SESSION_SECONDS[kind]),
      AWS_REGION: region,
      PULUMI_BACKEND_URL: backend,
    }).map(([name, value]) => `  gh variable set ${name} ${at} --env ${environment} --body '${value}'`);
  return [
    "In GitHub, create these environments (Settings, Environments), each with its protection:",
    ...protections(stack).map(({ environment, protection }) => `  ${environment}: ${protection}.`),
    "Without reviewers, which private repositories have on some plans of GitHub alone, leave PREVIEW_ACCOUNTS and DEPLOY unset.",
    "Set their variables. None of them is a secret:",
    ...kinds.flatMap(variables),
    "Once the accounts of all stacks are prepared, switch the workflows on:",
    `  gh variable set PREVIEW_ACCOUNTS ${at} --body true`,
    `  gh variable set DEPLOY ${at} --body true`,
    "",
    "If the stack is new, create it and deploy it once from here, before you switch DEPLOY on:",
    `  npx pulumi login '${backend}'`,
    `  npx pulumi stack init organization/${project}/${stack} --secrets-provider '${secretsProvider}'`,
    `Then commit Pulumi.${stack}.yaml, which names the key from then on. docs/deploy.md goes on from there.`,
    "",
    "If the stack has a state elsewhere, move it once, while nobody deploys:",
    `  npx pulumi stack change-secrets-provider --stack ${stack} '${secretsProvider}'`,
    `  npx pulumi stack export --stack ${stack} --file ${stack}-state.json`,
    `  npx pulumi login '${backend}'`,
    `  npx pulumi stack init organization/${project}/${stack} --secrets-provider '${secretsProvider}'`,
    `  npx pulumi stack import --stack ${stack} --file ${stack}-state.json`,
    `  npx pulumi preview --stack ${stack} --expect-no-changes`,
    `Then commit Pulumi.${stack}.yaml and delete ${stack}-state.json.`,
  ];
}
