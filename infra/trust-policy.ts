import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./policy-document.ts";
/** Whom a role trusts: a service of AWS, and only when it works for this account. */
export interface ServiceTrust {
  /** Name of the statement, letters and digits. */
  readonly sid: string;
  /** Such as "monitoring.rds.amazonaws.com". */
  readonly service: string;
  readonly accountId: string;
  /** Resources that the service works for, where it says so: an ARN, with "*" for what is not known yet. */
  readonly sourceArn?: string;
  /** Further demands of the service itself, by condition key. */
  readonly equals?: Readonly<Record<string, string>>;
}

/**
 * The trust policy of a role that a service of AWS takes by itself. Without the account the service could be made to use the role
 * for somebody else's resources (IAM guide, "The confused deputy problem").
 */
export function trustPolicy({ sid, service, accountId, sourceArn, equals }: ServiceTrust): pulumi.Output<string> {
  return policyDocument([
    {
      Sid: sid,
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { ...equals, "aws:SourceAccount": accountId },
        ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
      },
    },
  ]);
}
