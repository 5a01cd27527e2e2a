// Runs a Pulumi program in this process, without CLI, account or network, and records what it registers. The preview and
// the tests use nothing else to run it.
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { ChildResource, Cloud } from "./cloud.ts";
import { listen } from "./monitor.ts";
import { urnBelow } from "./urn-below.ts";

/** One resource as the program registered it. */
export interface Registered {
  /** The address that Pulumi's engine gives to it. */
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's `urn`; none for the stack itself. */
  readonly parent?: string | undefined;
  /** False for a component, which groups resources and does not exist in the account. */
  readonly custom: boolean;
  /** True for a remote component, whose children a plugin creates (awsx). */
  readonly remote: boolean;
  /** The arguments. A secret is `{ secret: value }`, see `isSecret`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URNs of all resources that this one depends on, by its arguments or by `dependsOn`. */
  readonly dependencies: readonly string[];
  /** Argument to the URNs that it refers to. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** Its earlier addresses, so that Pulumi does not take it for another resource. */
  readonly aliases: readonly Alias[];
  /** Names of what the engine calls before an update, and after an operation that failed. */
  readonly hooks: readonly string[];
}

/** An earlier address: a whole URN, or the parts that were different. */
export interface Alias {
  readonly urn?: string;
  readonly type?: string;
  readonly name?: string;
  /** URN of the earlier parent. "": it had none but the stack. */
  readonly parent?: string;
}

export interface Run {
  readonly resources: readonly Registered[];
  /** The stack's outputs, secrets as in `Registered.inputs`. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Outputs that components and the stack registered, by URN. */
  readonly registeredOutputs: Readonly<Record<string, unknown>>;
  /** Look-ups the program made, in order. */
  readonly lookUps: readonly { readonly token: string; readonly inputs: Readonly<Record<string, unknown>> }[];
}

export interface Program {
  readonly project: string;
  readonly stack: string;
  /** Full keys such as "xmpro:domain"; structured values as JSON text, as the engine hands them over. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  readonly cloud: Cloud;
  /** The stack's state by URN, as the engine returns it. Nothing is deployed when left out. */
  readonly deployed?: Readonly<Record<string, { readonly outputs: Readonly<Record<string, unknown>> }>>;
  readonly run: () => unknown;
}

type Properties = Parameters<typeof pulumi.runtime.deserializeProperties>[0];

const SECRET = Symbol("secret");

/** A value the program marked as secret. */
export interface Secret {
  readonly [SECRET]: true;
  readonly secret: unknown;
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && SECRET in value;
}

/** Converts Pulumi's wire form of special values to plain values. */
function readable(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) {
    const inner = readable(pulumi.runtime.unwrapRpcSecret(value));
    return Object.defineProperty({ secret: inner }, SECRET, { value: true });
  }
  if (pulumi.Resource.isInstance(value)) return "(resource)";
  if (pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value)) return "(file)";
  if (Array.isArray(value)) return (value as unknown[]).map(readable);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, readable(inner)]));
  }
  return value;
}

/**
 * Runs `program.run` as the stack's program and waits for everything it registers. One at a time: Pulumi's runtime is global.
 *
 * @throws what the program throws, and the error of `cloud` for an unknown type or look-up.
 */
export async function runProgram(program: Program): Promise<Run> {
  try {
    return await withoutStackTraces(() => runOnce(program));
  } catch (error) {
    // Run again with stack traces, for an error with its origin.
    await runOnce(program);
    throw error;
  }
}

/** Pulumi captures a stack trace for every promise and every resource, which takes four fifths of the time. */
async function withoutStackTraces<T>(run: () => Promise<T>): Promise<T> {
  const limit = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit") as PropertyDescriptor;
  // V8 captures none where the limit is not a plain number. A number alone would not do: Pulumi sets its own for each resource.
  Object.defineProperty(Error, "stackTraceLimit", { get: () => 0, set: () => {}, configurable: true });
  try {
    return await run();
  } finally {
    Object.defineProperty(Error, "stackTraceLimit", limit);
  }
}

async function runOnce(program: Program): Promise<Run> {
  const resources: Registered[] = [];
  const lookUps: { token: string; inputs: Record<string, unknown> }[] = [];
  const failures: unknown[] = [];
  const seen = new Set<string>();
  const guard = async <T>(answer: () => T): Promise<Awaited<T>> => {
    try {
      return await answer();
    } catch (error) {
      failures.push(error);
      // Pulumi reads the message of a failed look-up from `details`, as gRPC sets it.
      throw Object.assign(new Error(String(error)), { details: error instanceof Error ? error.message : String(error) });
    }
  };

  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) =>
        guard(() => {
          if (type === "pulumi:pulumi:Stack") return { id: undefined, state: inputs };
          const created = program.cloud.create(type, name, inputs, custom ?? true);
          return { id: created.id, state: created.outputs };
        }),
      call: ({ token, inputs }) =>
        guard(() => {
          if (token === "pulumi:pulumi:readStackResourceOutputs") return { outputs: program.deployed ?? {} };
          lookUps.push({ token, inputs });
          return program.cloud.lookUp(token, inputs);
        }),
    },
    program.project,
    program.stack,
    false,
    "organization", // Pulumi's organization name in a self-managed backend
  );
  pulumi.runtime.setAllConfig({ ...program.config }, [...(program.secretKeys ?? [])]);

  const registeredOutputs: Record<string, unknown> = {};
  listen({
    registered(urn, request) {
      const recorded = record(urn, request);
      if (seen.has(urn)) failures.push(new Error(`two resources have the name "${recorded.name}" and the type ${recorded.type}`));
      seen.add(urn);
      resources.push(recorded);
      if (recorded.remote)
        resources.push(...childrenOf(urn, program.cloud.children(recorded.type, recorded.name, recorded.inputs)));
    },
    outputs(urn, request) {
      registeredOutputs[urn] = readable(pulumi.runtime.deserializeProperties(request.getOutputs() as Properties));
    },
  });

  let returned: unknown;
  let thrown: unknown;
  await pulumi.runtime.runInPulumiStack(async () => {
    try {
      returned = await program.run();
    } catch (error) {
      // Not rethrown here: the stack would fail again, in promises that nothing awaits.
      thrown = error;
    }
    return returned;
  });
  await pulumi.runtime.disconnect();
  // The program's own error says more than the failed look-up that caused it.
  if (thrown !== undefined) throw thrown;
  if (failures.length > 0) throw failures[0];
  return { resources, outputs: (await plain(returned ?? {})) as Record<string, unknown>, registeredOutputs, lookUps };
}

function record(urn: string, request: RegisterResourceRequest): Registered {
  const byProperty = request.getPropertydependenciesMap();
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent() || undefined,
    custom: request.getCustom(),
    remote: request.getRemote(),
    inputs: readable(pulumi.runtime.deserializeProperties(request.getObject() as Properties)) as Record<string, unknown>,
    dependencies: request.getDependenciesList(),
    propertyDependencies: Object.fromEntries(
      byProperty.toArray().map(([property]) => [property, byProperty.get(property)?.getUrnsList() ?? []]),
    ),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    aliases: request.getAliasesList().map(aliasOf),
    hooks: [...(request.getHooks()?.getBeforeUpdateList() ?? []), ...(request.getHooks()?.getOnErrorList() ?? [])],
  };
}

function aliasOf(alias: ReturnType<RegisterResourceRequest["getAliasesList"]>[number]): Alias {
  const spec = alias.getSpec();
  if (spec === undefined) return { urn: alias.getUrn() };
  const parent = spec.getNoparent() ? "" : spec.getParenturn();
  return {
    ...(spec.getType() === "" ? {} : { type: spec.getType() }),
    ...(spec.getName() === "" ? {} : { name: spec.getName() }),
    ...(parent === "" && !spec.getNoparent() ? {} : { parent }),
  };
}

/** The children of a remote component, as if the program had registered them. */
function childrenOf(component: string, children: readonly ChildResource[]): Registered[] {
  const address = ({ type, name }: Pick<ChildResource, "type" | "name">): string => {
    const parent = children.find((child) => child.type === type && child.name === name)?.parent;
    return urnBelow(parent === undefined ? component : address(parent), type, name);
  };
  return children.map((child) => ({
    urn: address(child),
    type: child.type,
    name: child.name,
    parent: child.parent ? address(child.parent) : component,
    custom: true,
    remote: false,
    inputs: child.inputs,
    dependencies: (child.dependsOn ?? []).map(address),
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    aliases: [],
    hooks: [],
  }));
}

/** Resolves the program's outputs. Secrets stay marked. */
async function plain(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const output = value as pulumi.Output<unknown> & { promise(): Promise<unknown>; isSecret: Promise<boolean> };
    const inner = await plain(await output.promise());
    return (await output.isSecret) ? Object.defineProperty({ secret: inner }, SECRET, { value: true }) : inner;
  }
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value === "object" && value !== null && !pulumi.Resource.isInstance(value)) {
    return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([key, inner]) => [key, await plain(inner)])));
  }
  return value;
}
