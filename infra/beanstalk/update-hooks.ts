import * as pulumi from "@pulumi/pulumi";
import { EnvironmentInquiry } from "./environment-inquiry.ts";
import { failureReport } from "./failure-report.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

/**
 * What happens around an update of an environment, in the program that Pulumi runs: `pulumi destroy` and `refresh` do not run it, and do
 * without.
 *
 * Before an update: wait until Elastic Beanstalk is ready for one, as it refuses a second update while another runs. After a failure: print
 * what the instances and the events say, as the provider repeats only some events.
 *
 * @param name unique in the program
 */
export function updateHooks(
  name: string,
  environment: { readonly region: string; readonly environmentName: string },
): pulumi.ResourceHookBinding {
  const inquire = () => EnvironmentInquiry.open(environment.region, environment.environmentName);
  return {
    beforeUpdate: [
      new pulumi.ResourceHook(`${name}-is-ready`, async ({ oldInputs, newInputs }) => {
        const { versionLabel } = await waitUntilReady(await inquire(), (progress) => void pulumi.log.info(progress));
        const problem = staleState(environment.environmentName, {
          previous: oldInputs?.version,
          wanted: newInputs?.version,
          actual: versionLabel,
        });
        if (problem !== undefined) throw new Error(problem);
      }),
    ],
    onError: [
      new pulumi.ErrorHook(`${name}-says-why`, async ({ newInputs }) => {
        await pulumi.log.error(await failureReport(await inquire(), newInputs?.version));
        // The same update would fail in the same way.
        return false;
      }),
    ],
  };
}

/**
 * After a failed deployment the state may have the version that AWS does not run. The provider then sees no change of the version, and an
 * update would end well without deploying it.
 *
 * @returns what to do instead; undefined when the update will deploy what is wanted
 */
export function staleState(
  environmentName: string,
  versions: { readonly previous: unknown; readonly wanted: unknown; readonly actual: string | undefined },
): string | undefined {
  const { previous, wanted, actual } = versions;
  if (typeof wanted !== "string" || wanted !== previous || wanted === actual) return undefined;
  return `${environmentName} runs ${actual ? `the version ${actual}` : "AWS's sample application"}, and Pulumi's state says ${wanted}, as after a failed deployment: run npx pulumi up --refresh --policy-pack infra/policy.`;
}
