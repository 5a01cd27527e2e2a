import {
  DescribeEnvironmentResourcesCommand,
  DescribeInstancesHealthCommand,
  ElasticBeanstalkClient,
} from "@aws-sdk/client-elastic-beanstalk";
import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";
import { requiredOutput, type StackOutputs } from "../deployed-stack/stack-outputs.ts";

/** Over what a tunnel may go: the instances of a product, or the host of the installers. */
export type Through = Product | "installer-host";

export const INSTALLER_HOST = "installer-host" satisfies Through;
export const THROUGH: readonly Through[] = [...(Object.keys(PRODUCTS) as Product[]), INSTALLER_HOST];

/** An EC2 instance that a tunnel may go through. */
export interface Instance {
  readonly id: string;
  readonly through: Through;
}

/**
 * The instances to try, in this order, each as its turn comes: the installers' host if the stack has one, then the products' instances, the
 * healthy ones of each first. With `through` those of one kind alone.
 *
 * @throws CommandRefused when the stack has no installers' host and one is asked for
 */
export async function* findInstances(
  access: AwsAccess,
  outputs: StackOutputs,
  through: Through | undefined,
): AsyncGenerator<Instance, void, void> {
  const host = outputs.installerHostId;
  if (through === INSTALLER_HOST && host === undefined)
    throw new CommandRefused(
      ["This stack has no host for the installers. Leave out --through: the tunnel then goes over an instance of a product."],
      EXIT_CODE.wrong,
    );
  if (host !== undefined && (through ?? INSTALLER_HOST) === INSTALLER_HOST) yield { id: host, through: INSTALLER_HOST };
  if (through === INSTALLER_HOST) return;
  const environments = requiredOutput(outputs, "environments");
  const client = new ElasticBeanstalkClient(access);
  for (const product of Object.keys(PRODUCTS) as Product[]) {
    if ((through ?? product) !== product) continue;
    for (const id of await instancesOf(client, environments[product])) yield { id, through: product };
  }
}

/** What a person calls it. */
export function nameOf(through: Through): string {
  return through === INSTALLER_HOST ? "the installers' host" : PRODUCTS[through].title;
}

async function instancesOf(client: ElasticBeanstalkClient, environment: string): Promise<string[]> {
  const request = new DescribeEnvironmentResourcesCommand({ EnvironmentName: environment });
  const { EnvironmentResources } = await asked(`which instances ${environment} has`, () => client.send(request));
  const ids = (EnvironmentResources?.Instances ?? []).flatMap(({ Id }) => Id ?? []);
  if (ids.length < 2) return ids;
  const healthy = await healthyInstances(client, environment);
  return [...ids.filter((id) => healthy.has(id)), ...ids.filter((id) => !healthy.has(id))];
}

/** Only for the order: where AWS does not say it, any instance will do. */
async function healthyInstances(client: ElasticBeanstalkClient, environment: string): Promise<ReadonlySet<string>> {
  try {
    const request = new DescribeInstancesHealthCommand({ EnvironmentName: environment, AttributeNames: ["HealthStatus"] });
    const { InstanceHealthList = [] } = await client.send(request);
    return new Set(
      InstanceHealthList.flatMap(({ InstanceId = "", HealthStatus }) => (HealthStatus === "Ok" ? [InstanceId] : [])),
    );
  } catch {
    return new Set();
  }
}
