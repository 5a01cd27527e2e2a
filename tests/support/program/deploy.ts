import * as pulumi from "@pulumi/pulumi";
import { offlineCloud } from "../../../preview/aws/offline-cloud.ts";
import type { Cloud } from "../../../preview/engine/cloud.ts";
import { isSecret, type Program, type Registered, type Run, runProgram } from "../../../preview/engine/engine.ts";

/** A registered resource whose arguments a test can read without their types. */
export interface Seen extends Registered {
  // biome-ignore lint/suspicious/noExplicitAny: a test compares values, whose types the program's code checks
  readonly inputs: any;
}

export interface Deployed extends Run {
  readonly resources: readonly Seen[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly outputs: any;
  /** All resources of a type in its short form, "rds.Instance". */
  ofType(type: string): readonly Seen[];
  /** The one resource of the type, and of the name if there are several. @throws if there is none or more than one. */
  the(type: string, name?: string): Seen;
}

export type DeployOptions = Partial<Pick<Program, "stack" | "config" | "secretKeys" | "deployed">> & {
  /** Answers of AWS that differ from the offline cloud's. */
  readonly cloud?: Partial<Cloud>;
};

/** The account that the stack's settings name, as the provider refuses any other; without settings, one account. */
export function accountOf(config: Program["config"] = {}): string {
  const [account] = JSON.parse(config["aws:allowedAccountIds"] ?? '["111122223333"]');
  return account;
}

/** The resources that `run` creates in an emulated AWS, which refuses types and look-ups that this project does not use. */
export async function deploy(run: () => unknown, options: DeployOptions = {}): Promise<Deployed> {
  const result = await runProgram({
    project: "xmpro",
    stack: "nonprod",
    config: {},
    ...options,
    cloud: { ...offlineCloud({ accountId: accountOf(options.config), region: "us-east-1" }), ...options.cloud },
    run,
  });
  const ofType = (type: string) => result.resources.filter((resource) => short(resource.type) === type);
  return {
    ...result,
    ofType,
    the(type, name) {
      const found = ofType(type).filter((resource) => name === undefined || resource.name === name);
      const [one] = found;
      if (one === undefined || found.length > 1) {
        const all = result.resources.map((resource) => `${short(resource.type)} ${resource.name}`);
        throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length} among:\n${all.join("\n")}`);
      }
      return one;
    },
  };
}

/** "aws:rds/instance:Instance" as in code, "rds.Instance". Types of other packages stay unchanged. */
export function short(type: string): string {
  return type.replace(/^aws:(\w+)\/\w+:(\w+)$/, "$1.$2").replace(/^random:index\/\w+:/, "random.");
}

/** Paths of values with this text that are not marked as secret: in arguments, and in outputs of components and of the stack. */
export function leaks({ resources, outputs, registeredOutputs }: Deployed, sentinel: string): string[] {
  const places: [string, unknown][] = [
    ...resources.map(({ type, name, inputs }): [string, unknown] => [`${short(type)} ${name}`, inputs]),
    ...Object.entries(registeredOutputs).map(([urn, value]): [string, unknown] => [`outputs of ${urn}`, value]),
    ["outputs", outputs],
  ];
  return places.flatMap(([path, value]) => inTheClear(value, path, sentinel));
}

function inTheClear(value: unknown, path: string, sentinel: string): string[] {
  if (isSecret(value) || pulumi.runtime.isRpcSecret(value)) return [];
  if (typeof value === "string") return value.includes(sentinel) ? [path] : [];
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.includes(sentinel) ? [`${path}, key`] : []),
    ...inTheClear(inner, `${path}.${key}`, sentinel),
  ]);
}
