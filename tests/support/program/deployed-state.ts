import type { Program, Run } from "../../../preview/engine/engine.ts";

export type State = NonNullable<Program["deployed"]>;
type Outputs = Readonly<Record<string, unknown>>;

/** Outputs that AWS adds to the arguments and that the program reads from a state. */
const ADDED: Readonly<Record<string, (name: string, inputs: Outputs) => Outputs>> = {
  "aws:kms/key:Key": (name, { policy }) => ({
    arn: `arn:aws:kms:${/"logs\.([a-z0-9-]+)\.amazonaws/.exec(String(policy))?.[1]}:${/iam::(\d{12}):root/.exec(String(policy))?.[1]}:key/${name}`,
  }),
  "aws:rds/instance:Instance": (_, { engineVersion }) => ({
    engineVersionActual: /^\d+\.\d+$/.test(String(engineVersion)) ? `${engineVersion}.4265.3.v1` : engineVersion,
  }),
  "aws:ec2/subnet:Subnet": (name) => ({ availabilityZone: `us-east-1${"abc"[Number(name.at(-1)) - 1]}` }),
};

/** The state after a run of the program, in the form that the engine exports. */
export function stateOf({ resources, registeredOutputs }: Pick<Run, "resources" | "registeredOutputs">): State {
  return Object.fromEntries(
    resources.map(({ urn, type, name, inputs }, index) => {
      const own = (registeredOutputs[urn] ?? {}) as Outputs;
      const outputs = { ...inputs, ...own, id: `${name}-id`, ...ADDED[type]?.(name, inputs) };
      return [`urn:pulumi:stack::xmpro::parent-${index}$${type}::${name}`, { outputs }];
    }),
  );
}
