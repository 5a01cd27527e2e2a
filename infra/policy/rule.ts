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
  /** What holds, and the controls it comes from, as a sentence. */
  readonly description: string;
  /** What to do about a finding, as a sentence. */
  readonly remedy: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** Ids of AWS Security Hub ("RDS.3"), and of CIS AWS Foundations 5.0 ("CIS 2.2.1"). */
  readonly controls: readonly string[];
  readonly checks: readonly Check[];
}

/** The argument names of a resource class, so that the compiler finds a misspelt one; the values can be anything. */
export type Names<Args> = { readonly [Name in keyof Args]?: unknown };

/** A check of one resource. `Args` is the class of its arguments, e.g. `aws.rds.InstanceArgs`. */
export function onResource<Args>(
  types: string | readonly string[],
  find: (props: Names<Args>, resource: Judged) => Findings,
): Check {
  return { kind: "resource", types: [types].flat(), find: (resource) => find(resource.props as Names<Args>, resource) };
}

/** A check of one resource among all the others. */
export function onStack<Args>(
  types: string | readonly string[],
  find: (props: Names<Args>, resource: Judged, all: readonly Judged[]) => Findings,
): Check {
  return { kind: "stack", types: [types].flat(), find: (resource, all) => find(resource.props as Names<Args>, resource, all) };
}

/** The commonest check: one argument has one value. Not for arguments that hold secrets, as the finding quotes it. */
export function demand<Args>(
  types: string | readonly string[],
  property: keyof Args & string,
  expected: boolean | string,
): Check {
  return onResource<Args>(types, (props) => {
    // Some of the provider's booleans arrive as text.
    const fits = props[property] === expected || props[property] === String(expected);
    return fits ? undefined : `${property} must be ${quote(expected)}, got ${quote(props[property])}`;
  });
}

/** A value as people read it in a finding. */
export function quote(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
