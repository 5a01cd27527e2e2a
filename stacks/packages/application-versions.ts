import { RunError } from "@pulumi/pulumi";
import type { Product } from "../../infra/xmpro/products.ts";
import type { DeployedStack } from "../deployed/deployed-stack.ts";
import type { Settings } from "../settings.ts";

/** Logical name of a product's version, one for all its labels. */
export const versionName = (product: Product) => `${product}-package`;

/** Whether the state has the version under this label, so that an update must keep it. */
export function isDeployed(deployed: DeployedStack, product: Product, label: string): boolean {
  return (
    deployed.find("aws:elasticbeanstalk/applicationVersion:ApplicationVersion", versionName(product))?.outputs.name === label
  );
}

/**
 * Whether Elastic Beanstalk has a version of this label. Pulumi has no look-up for it. Nobody is asked before the application exists, so the
 * offline preview asks nobody.
 *
 * @throws RunError when AWS does not answer: to create a version that exists would fail in the middle of an update
 */
export async function versionExists({ region }: Settings, deployed: DeployedStack, label: string): Promise<boolean> {
  const name = deployed.ofType("aws:elasticbeanstalk/application:Application")[0]?.outputs.name;
  if (typeof name !== "string") return false;
  // Loaded only when it is needed: the preview is to start at once.
  const { DescribeApplicationVersionsCommand, ElasticBeanstalkClient } = await import("@aws-sdk/client-elastic-beanstalk");
  const client = new ElasticBeanstalkClient({ region, maxAttempts: 5 });
  try {
    const command = new DescribeApplicationVersionsCommand({ ApplicationName: name, VersionLabels: [label] });
    const { ApplicationVersions = [] } = await client.send(command);
    return ApplicationVersions.length > 0;
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : String(error);
    throw new RunError(
      `AWS did not say whether the application ${name} has a version ${label}: ${said}. Sign in (aws sso login), or set AWS_PROFILE to a profile of the stack's account.`,
    );
  } finally {
    client.destroy();
  }
}
