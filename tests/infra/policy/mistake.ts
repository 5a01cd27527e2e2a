import type { CheckedResource } from "../../../infra/policy/rule.ts";

/** A mistake in the program, and the rule that must report it; no other rule may. */
export type Mistake = readonly [rule: string, mistake: string, change: Change];

/** A change of one resource of the real stack: its arguments or its options. */
export interface Change {
  readonly of: string;
  readonly name?: string;
  readonly props?: Record<string, unknown>;
  readonly opts?: Partial<CheckedResource["opts"]>;
  /** Beanstalk's settings, "namespace/name". */
  readonly settings?: Record<string, string>;
  readonly gone?: true;
  /** A resource that is added beside this one. An argument in `refers` refers to the resource of this kind and name. */
  readonly extra?: Extra;
}

interface Extra {
  readonly type: string;
  readonly props: Record<string, unknown>;
  readonly refers?: Readonly<Record<string, readonly [of: string, name: string]>>;
}

export function withMistake(resources: readonly CheckedResource[], change: Change): CheckedResource[] {
  const hit = ({ type, name }: CheckedResource) =>
    type.startsWith("aws:") && type.endsWith(`:${change.of}`) && (change.name === undefined || name === change.name);
  if (!resources.some(hit)) throw new Error(`the stack has no ${change.of} ${change.name ?? ""}`);
  if (change.extra) return [...resources, extraResource(resources, change.extra)];
  if (change.gone) return resources.filter((resource) => !hit(resource));
  return resources.map((resource) => {
    if (!hit(resource)) return resource;
    const props = { ...resource.props, ...change.props };
    if (change.settings) props.settings = withSettings(props.settings as Setting[], change.settings);
    return { ...resource, props, opts: { ...resource.opts, ...change.opts } };
  });
}

function extraResource(resources: readonly CheckedResource[], { type, props, refers = {} }: Extra): CheckedResource {
  const urnOf = ([of, name]: readonly [string, string]) =>
    resources.filter((resource) => resource.type.endsWith(`:${of}`) && resource.name === name).map(({ urn }) => urn);
  const propertyDependencies = Object.fromEntries(Object.entries(refers).map(([argument, target]) => [argument, urnOf(target)]));
  const urn = `urn:pulumi:prod::xmpro::${type}::extra`;
  return { type, name: "extra", custom: true, urn, props, opts: { protect: false }, propertyDependencies };
}

type Setting = { readonly namespace: string; readonly name: string; readonly value: string };

function withSettings(settings: readonly Setting[], changed: Record<string, string>): Setting[] {
  const others = settings.filter(({ namespace, name }) => !(`${namespace}/${name}` in changed));
  const added = Object.entries(changed).map(([path, value]) => {
    const at = path.lastIndexOf("/");
    return { namespace: path.slice(0, at), name: path.slice(at + 1), value };
  });
  return [...others, ...added];
}

export const statement = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
export const allow = { Effect: "Allow" };
