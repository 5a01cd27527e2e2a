import * as pulumi from "@pulumi/pulumi";

type Texts = pulumi.Input<string> | readonly pulumi.Input<string>[];

/** A statement of an IAM policy document: of a role, a trust policy, a key, a bucket, a topic or an endpoint. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  /** Left out in a role's own policy. */
  readonly Principal?: "*" | { readonly AWS: Texts } | { readonly Service: Texts };
  readonly Action: Texts;
  /** Left out in a trust policy. */
  readonly Resource?: Texts;
  /** Operator to key to value. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Texts>>>>;
}

/** The JSON text of a policy with these statements. */
export function policyDocument(statements: readonly PolicyStatement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}
