import * as pulumi from "@pulumi/pulumi";
import { awsErrorLine } from "../aws-error.ts";

/** One resource of the stack as the last update left it. */
export interface DeployedResource {
  /** Type token such as "aws:rds/instance:Instance". */
  readonly type: string;
  readonly name: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What the last update left; nothing at all before the first one. */
export class DeployedStack {
  readonly resources: readonly DeployedResource[];

  constructor(resources: readonly DeployedResource[]) {
    this.resources = resources;
  }

  ofType(type: string): readonly DeployedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  find(type: string, name: string): DeployedResource | undefined {
    return this.ofType(type).find((resource) => resource.name === name);
  }
}

/** The engine's own look-up of a stack's state, as `StackReference` uses one for the outputs. */
const STATE = "pulumi:pulumi:readStackResourceOutputs";

/**
 * Reads the state of this very stack. Settings alone cannot tell what a change of them would replace.
 *
 * @throws RunError when the engine cannot read it: to take a deployed stack for a new one would move its subnets.
 */
export async function readDeployedStack(): Promise<DeployedStack> {
  const stack = pulumi.getStack();
  const ask = (stackName: string): Promise<{ readonly outputs?: unknown }> => pulumi.runtime.invoke(STATE, { stackName });
  // A bucket that keeps stacks without their projects, as before 2023, knows the short name alone.
  const answer = await ask(`${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`).catch((refused: unknown) =>
    ask(stack).catch(() => {
      throw new pulumi.RunError(`The state of the stack, and so what is deployed, cannot be read: ${awsErrorLine(refused)}`);
    }),
  );
  const resources = Object.entries((answer.outputs ?? {}) as Readonly<Record<string, { readonly outputs?: object }>>);
  return new DeployedStack(resources.map(([urn, { outputs }]) => ({ ...typeAndName(urn), outputs: { ...outputs } })));
}

/** "urn:pulumi:prod::xmpro::parent$aws:rds/instance:Instance::database": the last type of the chain, and all after it. */
function typeAndName(urn: string): Pick<DeployedResource, "type" | "name"> {
  const [, , chain = "", ...name] = urn.split("::");
  return { type: chain.slice(chain.lastIndexOf("$") + 1), name: name.join("::") };
}
