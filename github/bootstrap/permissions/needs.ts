/** What one type of resource, or one look-up, needs of AWS: IAM actions such as "ec2:CreateVpc". */
export interface Needs {
  /** To preview and refresh it. Both roles may do this. */
  readonly read: readonly string[];
  /** To create, change and delete it. Only the deploy role may do this. */
  readonly write: readonly string[];
}

/** A table of the types of one service. The key is Pulumi's type token, or the token of a look-up. */
export type Rows = Readonly<Record<string, Needs>>;

/** `needs("ec2", "DescribeVpcs", "CreateVpc DeleteVpc")`: the actions of one service, with spaces between them. */
export function needs(service: string, read: string, write = ""): Needs {
  const actions = (names: string) => (names === "" ? [] : names.split(" ").map((name) => `${service}:${name}`));
  return { read: actions(read), write: actions(write) };
}

/** What needs actions of several services. */
export function together(...parts: readonly Needs[]): Needs {
  return { read: parts.flatMap(({ read }) => read), write: parts.flatMap(({ write }) => write) };
}
