import { paginateDescribeParameters } from "@aws-sdk/client-ssm";
import { isEverybody } from "../../../stacks/settings/reader/cidr.ts";
import { isSample } from "../../restart/sample.ts";
import type { Check, CheckContext } from "../check.ts";
import { pulumiCommand } from "../command-texts.ts";
import { ageOf, daysUntil } from "../days.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "access";
const MAX_PASSWORD_DAYS = 365;

/** Who may reach Subscription Manager while its administrator's password may be the published one, and how old the stack's own passwords are. */
export const access: Check = {
  id: ID,
  title: "Access",
  look: async (context) => {
    const { sqlServer, redis } = context.stack.outputs;
    return lookAtEach(ID, context.signal, {
      "Subscription Manager": () => lookAtSources(context),
      "password of the database": () => lookAtAge(context, "password of the database", sqlServer.passwordParameter),
      "token of Redis": () => lookAtAge(context, "token of Redis", redis.tokenParameter),
    });
  },
};

async function lookAtSources(context: CheckContext): Promise<Finding> {
  const { stack } = context;
  const { allowedCidrs, bootstrapAllowedCidrs } = stack.outputs;
  const say = findingsAbout(ID, "Subscription Manager");
  if (allowedCidrs === undefined)
    return say.unknown("Another version of this project deployed the stack: it does not say who may reach the products.");
  const isInstalled = !isSample((await context.environments()).get("sm")?.VersionLabel);
  if (bootstrapAllowedCidrs !== undefined) {
    const only = `Only ${bootstrapAllowedCidrs.join(", ")} may reach Subscription Manager (bootstrapAllowedCidrs).`;
    return isInstalled
      ? say.unknown(
          `${only} Nobody else can sign in, and nobody can see from here whether the published password was changed. Change it, then remove the setting and deploy.`,
          `npx pulumi config rm --path bootstrapAllowedCidrs --stack ${stack.name}`,
        )
      : say.good(`${only} That is right until its first administrator's password has been changed.`);
  }
  if (!allowedCidrs.some(isEverybody)) return say.good(`can be reached from ${allowedCidrs.join(", ")} only.`);
  if (isInstalled)
    return say.unknown(
      "Everybody can reach Subscription Manager, and nobody can see from here whether the published password of its first administrator was changed. Sign in with it: if that works, change it now.",
      `npx pulumi stack output urls --stack ${stack.name}`,
    );
  return say.wrong(
    "Everybody will be able to reach Subscription Manager as soon as its package runs, with a published password. Set bootstrapAllowedCidrs to your office before you deploy it.",
    `npx pulumi config set --path "bootstrapAllowedCidrs[0]" 203.0.113.0/24 --stack ${stack.name}`,
  );
}

async function lookAtAge(context: CheckContext, subject: string, name: string): Promise<Finding> {
  const { stack, aws, now } = context;
  const say = findingsAbout(ID, subject);
  const filters = { ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [name] }] };
  const found = await context.ask(`how old the parameter ${name} is`, async () => {
    for await (const { Parameters = [] } of paginateDescribeParameters({ client: aws.ssm }, filters))
      if (Parameters[0]) return Parameters[0];
    return undefined;
  });
  const command = pulumiCommand(stack, "up --refresh --policy-pack infra/policy");
  if (found === undefined)
    return say.wrong(`The parameter ${name} is missing. Pulumi creates it again after a refresh.`, command);
  const changed = found.LastModifiedDate;
  if (changed === undefined) return say.unknown(`AWS does not say when the parameter ${name} was changed.`);
  if (-daysUntil(changed, now) > MAX_PASSWORD_DAYS)
    return say.wrong(
      `was changed ${ageOf(changed, now)} ago (${name}). Plan a new one: the products' connection strings have it too.`,
      `aws ssm get-parameter-history --name ${name} --query "Parameters[].LastModifiedDate" --region ${stack.region}`,
    );
  return say.good(`was changed ${ageOf(changed, now)} ago.`);
}
