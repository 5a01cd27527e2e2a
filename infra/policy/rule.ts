import { nested } from "./read/nested.ts";
import type { ArgsOf, ResourceType } from "./read/resource-types.ts";

/** One resource as the engine, the preview or a test passes it to the rules. */
export interface CheckedResource {
  /** Type token, e.g. "aws:rds/instance:Instance". */
  readonly type: string;
  readonly name: string;
  /** False for a component: it groups resources and does not exist in the account. */
  readonly custom: boolean;
  /** Begins with "urn:pulumi:<stack>::". */
  readonly urn: string;
  /**
   * Arguments; at the end of a deployment, the outputs that AWS returned. Secrets are plain text here: never quote one in a
   * finding.
   */
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: { readonly protect: boolean; readonly parent?: string | undefined };
  /** URNs of all resources that this one refers to. */
  readonly dependencies?: readonly string[] | undefined;
  /** The same by argument. Rules prefer it where it is given, as it is exact. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What is required and what was found: "storageEncrypted must be true, got nothing". Undefined: the resource passes. */
export type Findings = string | readonly string[] | undefined;

/**
 * The smallest unit of a rule. A rule has several, so that a value that is not known yet disables one check and not the others.
 */
export interface Check {
  /** "resource": checked alone, before it is created. "stack": checked with all others, at the end of a preview or deployment. */
  readonly kind: "resource" | "stack";
  readonly types: readonly string[];
  /** True: resources of all types, of providers and components too. `types` is empty then. */
  readonly everyType?: true;
  readonly find: (resource: CheckedResource, all: readonly CheckedResource[]) => Findings;
}

export interface Rule {
  /** The file's name. */
  readonly name: string;
  /** What the rule guarantees, as a sentence. */
  readonly description: string;
  /** What to do about a finding, as a sentence. Each message begins with it. */
  readonly remedy: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** "mandatory": the deployment stops. "advisory": the deployment continues, and the finding is printed. */
  readonly enforcementLevel: "mandatory" | "advisory";
  /**
   * Ids of AWS Security Hub ("RDS.3"), and of CIS AWS Foundations 5.0 ("CIS 2.2.1"). Each id belongs to one rule of the pack.
   */
  readonly controls: readonly string[];
  /** The page that explains the rule. Without it, the page of the first control; see `linkOf`. */
  readonly reference?: string;
  readonly checks: readonly Check[];
}

/** The argument names of resources of a type, so that the compiler finds a misspelt one. The values may be anything. */
export type Names<Type extends ResourceType> = { readonly [Name in Argument<Type>]?: unknown };

/** The names of the arguments that all of these types have. */
export type Argument<Type extends ResourceType> = keyof ArgsOf[Type] & string;

/** One type, or several with the same check. */
type Types<Type extends ResourceType> = Type | readonly Type[];

/** True for a resource of this type, whose argument names the compiler then knows. */
export function isOfType<Type extends ResourceType>(
  resource: CheckedResource,
  type: Type,
): resource is CheckedResource & { readonly props: Names<Type> } {
  return resource.type === type;
}

/** A check of one resource. */
export function onResource<Type extends ResourceType>(
  types: Types<Type>,
  find: (props: Names<Type>, resource: CheckedResource) => Findings,
): Check {
  return { kind: "resource", types: [types].flat(), find: (resource) => find(resource.props as Names<Type>, resource) };
}

/** A check of each resource, whatever its type. */
export function onEveryResource(find: (resource: CheckedResource) => Findings): Check {
  return { kind: "resource", types: [], everyType: true, find };
}

/** A check of one resource that needs to see all others. */
export function onStack<Type extends ResourceType>(
  types: Types<Type>,
  find: (props: Names<Type>, resource: CheckedResource, all: readonly CheckedResource[]) => Findings,
): Check {
  return { kind: "stack", types: [types].flat(), find: (resource, all) => find(resource.props as Names<Type>, resource, all) };
}

/**
 * The most common check: an argument has one allowed value. Not for arguments that hold secrets, as the finding quotes the value.
 */
export function requireValue<Type extends ResourceType, Name extends Argument<Type>>(
  types: Types<Type>,
  property: Name,
  expected: ValueOf<ArgsOf[Type][Name]>,
): Check {
  return onResource(types, (props: Names<Type>) => {
    const value = props[property];
    return isValue(value, expected) ? undefined : `${property} must be ${quote(expected)}, got ${quote(value)}`;
  });
}

/** A check of one field of an argument that is an object, such as `enabled` of `accessLogs`. */
export function requireNestedValue<
  Type extends ResourceType,
  Name extends Argument<Type>,
  Field extends keyof ObjectOf<ArgsOf[Type][Name]> & string,
>(types: Types<Type>, property: Name, field: Field, expected: ValueOf<ObjectOf<ArgsOf[Type][Name]>[Field]>): Check {
  return onResource(types, (props: Names<Type>) => {
    const value = nested(props[property], field);
    return isValue(value, expected) ? undefined : `${property}.${field} must be ${quote(expected)}, got ${quote(value)}`;
  });
}

/** The provider takes booleans as text too, and so passes them. */
function isValue(value: unknown, expected: unknown): boolean {
  return value === expected || (typeof expected === "boolean" && String(value).trim().toLowerCase() === String(expected));
}

/** The strings and booleans among the types of an argument. */
type ValueOf<Value> = Extract<Value, string | boolean>;

/** The object among the types of an argument, without Pulumi's promises and outputs of it. */
type ObjectOf<Value> = Exclude<Extract<Value, object>, PromiseLike<unknown> | { apply: unknown }>;

/** The description with the controls at its end: "Data at rest is encrypted (RDS.3, KMS.4)." */
export function describe({ description, controls }: Rule): string {
  return controls.length === 0 ? description : `${description.replace(/\.$/, "")} (${controls.join(", ")}).`;
}

const SECURITY_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide";

/** The page that explains the rule: its reference, or the page of its first control. */
export function linkOf({ reference, controls }: Pick<Rule, "reference" | "controls">): string {
  const [control = ""] = controls;
  const [service = "", number = ""] = control.toLowerCase().split(".");
  return reference ?? `${SECURITY_HUB}/${service}-controls.html#${service}-${number}`;
}

/** A value as a finding shows it. */
export function quote(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
