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
  const { region, environmentName } = environment;
  return {
    beforeUpdate: [
      new pulumi.ResourceHook(`${name}-is-ready`, async () => {
        const inquiry = await EnvironmentInquiry.open(region, environmentName);
        await waitUntilReady(inquiry, (progress) => void pulumi.log.info(progress));
      }),
    ],
    onError: [
      new pulumi.ErrorHook(`${name}-says-why`, async ({ newInputs }) => {
        const inquiry = await EnvironmentInquiry.open(region, environmentName);
        await pulumi.log.error(await failureReport(inquiry, newInputs?.version));
        // The same update would fail in the same way.
        return false;
      }),
    ],
  };
}
