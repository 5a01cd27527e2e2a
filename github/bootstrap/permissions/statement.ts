/** Operator to key to values. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A statement of a policy document of ours. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  /** Of a trust, key or bucket policy. */
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: readonly string[];
  /** Left out in a trust policy. */
  readonly Resource?: readonly string[];
  readonly Condition?: Condition;
}

export interface Document {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export function documentOf(statements: readonly Statement[]): Document {
  return { Version: "2012-10-17", Statement: statements };
}
