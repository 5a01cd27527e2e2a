import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../policy-document.ts";

/** The policy of an interface endpoint: credentials of another account do not get through it. IAM decides what those of this one may do. */
export function endpointPolicy(accountId: string): pulumi.Output<string> {
  return policyDocument([
    {
      Sid: "OwnAccount",
      Effect: "Allow",
      Principal: "*",
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
    },
  ]);
}
