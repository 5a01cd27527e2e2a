import type { ArgsOf, ResourceType } from "./read/resource-types.ts";

/** One resource as the engine, the preview or a test hands it over for judgement. */
export interface Judged {
  /** Type token, e.g. "aws:rds/instance:Instance". */
  readonly type: string;
  readonly name: string;
  /** Begins with "urn:pulumi:<stack>::". */
  readonly urn: string;
  /** Arguments, or at the end of a deployment what AWS answered. Secrets are plain here: never quote one in a finding. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: { readonly protect: boolean; readonly parent?: string | undefined };
  /** Addresses of everything this one refers to. */
  readonly dependencies?: readonly string[] | undefined;
  /** The same, told apart by argument. Where it is given it is preferred, as it is exact. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What is wrong and what is right instead: "storageEncrypted must be true, got undefined". Nothing means all is well. */
export type Findings = string | readonly string[] | undefined;

/**
 * The smallest thing judged. A rule has several, so that a value that is not known yet silences one check and not its
 * neighbours.
 */
export interface Check {
  /** "resource": judged before it is made, alone. "stack": judged with all the others, at the end of a preview or deployment. */
  readonly kind: "resource" | "stack";
  readonly types: readonly string[];
  readonly find: (resource: Judged, all: readonly Judged[]) => Findings;
}

export interface Rule {
  /** The file's name. */
  readonly name: string;
  /** What holds, as a sentence. */
  readonly description: string;
  /** What to do about a finding, as a sentence. */
  readonly remedy: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** Ids of AWS Security Hub ("RDS.3"), and of CIS AWS Foundations 5.0 ("CIS 2.2.1"). */
  readonly controls: readonly string[];
  readonly checks: readonly Check[];
}

/** The argument names of resources of a type, so that the compiler finds a misspelt one. A program may give them any value. */
export type Names<Type extends ResourceType> = { readonly [Name in Argument<Type>]?: unknown };

/** The names of the arguments that all of these types have. */
export type Argument<Type extends ResourceType> = keyof ArgsOf[Type] & string;

/** One type, or several that a check judges alike. */
type Types<Type extends ResourceType> = Type | readonly Type[];

/** A check of one resource. */
export function onResource<Type extends ResourceType>(
  types: Types<Type>,
  find: (props: Names<Type>, resource: Judged) => Findings,
): Check {
  return { kind: "resource", types: [types].flat(), find: (resource) => find(resource.props as Names<Type>, resource) };
}

/** A check of one resource among all the others. */
export function onStack<Type extends ResourceType>(
  types: Types<Type>,
  find: (props: Names<Type>, resource: Judged, all: readonly Judged[]) => Findings,
): Check {
  return { kind: "stack", types: [types].flat(), find: (resource, all) => find(resource.props as Names<Type>, resource, all) };
}

/** The commonest check: one argument has one value. Not for arguments that hold secrets, as the finding quotes it. */
export function requireValue<Type extends ResourceType, Name extends Argument<Type>>(
  types: Types<Type>,
  property: Name,
  expected: ValueOf<ArgsOf[Type][Name]>,
): Check {
  return onResource(types, (props: Names<Type>) => {
    const value = props[property];
    // Some of the provider's booleans arrive as text.
    const fits = value === expected || value === String(expected);
    return fits ? undefined : `${property} must be ${quote(expected)}, got ${quote(value)}`;
  });
}

/** What an argument is once it is known, where that is one text or yes or no. */
type ValueOf<Value> = Extract<Value, string | boolean>;

/** The controls after what holds: "Data at rest is encrypted (RDS.3, KMS.4)." */
export function describe({ description, controls }: Rule): string {
  return `${description.replace(/\.$/, "")} (${controls.join(", ")}).`;
}

/** A value as people read it in a finding. */
export function quote(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
