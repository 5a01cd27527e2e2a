import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./policy-document.ts";

/** An AWS service that may assume a role, for this account only. */
export interface ServiceTrust {
  /** Name of the statement, letters and digits. */
  readonly sid: string;
  /** Such as "monitoring.rds.amazonaws.com". */
  readonly service: string;
  readonly accountId: string;
  /** ARNs of the resources that the service works for, where the service passes one; "*" for what is not known yet. */
  readonly sourceArn?: string | readonly string[];
  /** Further conditions that the service documents, by condition key. */
  readonly equals?: Readonly<Record<string, string>>;
}

/**
 * The trust policy of a role that an AWS service assumes. Without the account, somebody else could make the service use the role
 * for resources of their own (IAM User Guide, "The confused deputy problem").
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
