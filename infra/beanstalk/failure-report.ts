import type { EnvironmentInquiry } from "./environment-inquiry.ts";

const EVENTS = 10;
const STUCK = "UPDATE_ROLLBACK_FAILED";

/**
 * What a person needs to know after a failed update of an environment: what serves now, the instances' causes, the last events, and what to
 * do. What AWS does not say is left out, as the error of the update must not be hidden by another.
 *
 * @param wanted label of the version that was to be deployed; undefined for AWS's sample application
 */
export async function failureReport(inquiry: EnvironmentInquiry, wanted: unknown): Promise<string> {
  const { environmentName, region } = inquiry;
  const environment = await inquiry.describe().catch(() => undefined);
  const causes = await inquiry.causes().catch(() => []);
  const events = await inquiry.events(EVENTS).catch(() => []);
  const stack = environment && (await inquiry.stack(environment.id).catch(() => undefined));
  const lines = [
    environment === undefined ? `${environmentName}: AWS does not describe it.` : serving(environmentName, environment, wanted),
    ...(causes.length > 0 ? ["The instances say:", ...causes.map((cause) => `  ${cause}`)] : []),
    ...(events.length > 0 ? ["The last events (UTC):", ...events.map((event) => `  ${event}`)] : []),
    ...(stack?.status === STUCK
      ? [
          `The roll-back failed as well: the CloudFormation stack ${stack.name} is in ${STUCK}, and Elastic Beanstalk can change nothing. Continue it first, and wait until it is UPDATE_ROLLBACK_COMPLETE:`,
          `  aws cloudformation continue-update-rollback --stack-name ${stack.name} --region ${region}`,
        ]
      : []),
    "Correct the cause, then run npx pulumi up --refresh --policy-pack infra/policy: without --refresh, Pulumi may take the failed update for done.",
  ];
  return lines.join("\n");
}

function serving(
  name: string,
  { status, health, versionLabel }: { status: string; health: string | undefined; versionLabel: string | undefined },
  wanted: unknown,
): string {
  const state = `It is ${status}${health === undefined ? "" : `, and its health is ${health}`}.`;
  const version = versionLabel === undefined || versionLabel === "" ? "AWS's sample application" : `the version ${versionLabel}`;
  if (typeof wanted === "string" && wanted !== versionLabel)
    return `${name}: the version ${wanted} was not deployed. ${version.replace(/^the/, "The")} serves as before. ${state}`;
  return `${name}: the update failed. ${version.replace(/^the/, "The")} serves. ${state}`;
}
