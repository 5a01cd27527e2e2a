import { describe, expect, it } from "vitest";
import { resourcePoliciesNameWho } from "../../../../../infra/policy/rules/resource-policies/resource-policies-name-who.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { OWN, variable } from "../identity/identity-policy.ts";
import { findingsAboutPlace, findingsAboutStatement, PLACES } from "./resource-policy.ts";

const findings = (statement: object) => findingsAboutStatement(resourcePoliciesNameWho, statement);
const everybody = { Principal: "*" };

describe("resource-policies-name-who", () => {
  it.each(PLACES)("checks %s", (type, property) => {
    const open = { Statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "*", Resource: "*" } };
    expect(findingsAboutPlace(resourcePoliciesNameWho, type, property, open)).toHaveLength(1);
    expect(findingsAboutPlace(resourcePoliciesNameWho, type, property, JSON.stringify(open))).toHaveLength(1);
    expect(findingsAboutPlace(resourcePoliciesNameWho, type, property, "{")).toHaveLength(1);
    expect(findingsAboutPlace(resourcePoliciesNameWho, type, property, UNKNOWN)).toEqual([]);
  });

  it("accepts a resource that leaves its policy to AWS, whose default is for the own account", () => {
    for (const type of ["aws:kms/key:Key", "aws:sns/topic:Topic", "aws:sqs/queue:Queue", "aws:secretsmanager/secret:Secret"]) {
      expect(findingsOf(resourcePoliciesNameWho, checkedResource(type, {}))).toEqual([]);
    }
  });

  it.each([
    { Principal: { AWS: `arn:aws:iam::${OWN}:role/sm` } },
    { Principal: { Service: "events.amazonaws.com" } },
    { ...everybody, Effect: "Deny" },
    { ...everybody, Condition: { StringEquals: { "AWS:SourceOwner": OWN } } },
    { ...everybody, Condition: { StringEquals: { "aws:PrincipalAccount": OWN } } },
    { ...everybody, Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OWN}:role/*` } } },
  ])("accepts %j", (statement) => {
    expect(findings(statement)).toEqual([]);
  });

  it.each([
    everybody,
    { Principal: ["*"] },
    { Principal: { AWS: ["*", OWN] } },
    { Principal: { aws: "*" } },
    { Principal: { AWS: "arn:aws:iam::*:root" } },
    { Principal: { Service: "*.amazonaws.com" } },
    { NotPrincipal: { AWS: OWN } },
    { ...everybody, Condition: {} },
    { ...everybody, Condition: { Bool: { "aws:SecureTransport": "true" } } },
    { ...everybody, Condition: { StringLike: { "aws:PrincipalAccount": "*" } } },
    { ...everybody, Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } },
    { ...everybody, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } },
    { ...everybody, Condition: { StringEquals: { "aws:SourceVpc": "vpc-0123456789abcdef0" } } },
    { ...everybody, Condition: { StringEquals: { "aws:SourceVpce": ["vpce-1", "vpce-2"] } } },
    { ...everybody, Condition: { StringEquals: { "aws:SourceVpce": "vpce-*" } } },
    { ...everybody, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::packages" } } },
    { ...everybody, Condition: { StringEquals: { "aws:PrincipalAccount": variable("aws:PrincipalAccount") } } },
    { ...everybody, Condition: { StringEqualsIfExists: { "aws:PrincipalAccount": OWN } } },
    { ...everybody, Condition: { "ForAllValues:StringEquals": { "aws:PrincipalAccount": OWN } } },
    { ...everybody, Condition: { StringNotEquals: { "aws:PrincipalAccount": "999988887777" } } },
    { ...everybody, Condition: { StringEquals: { "aws:PrincipalAccount": [OWN, "*"] } } },
    { ...everybody, Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/sm" } } },
    { ...everybody, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } } },
    { ...everybody, Condition: { Null: { "aws:PrincipalOrgID": "false" } } },
    { ...everybody, Condition: { StringEquals: { "aws:UserAgent": "xmpro" } } },
    { ...everybody, Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } },
  ])("reports %j", (statement) => {
    expect(findings(statement)).toHaveLength(1);
  });

  it("accepts what comes from the stack's own network or bucket, and nothing of another's", () => {
    const own = [
      checkedResource("aws:ec2/vpc:Vpc", { id: "vpc-1" }),
      checkedResource("aws:ec2/vpcEndpoint:VpcEndpoint", { id: "vpce-1" }),
      checkedResource("aws:s3/bucket:Bucket", { bucket: "packages" }),
    ];
    const of = (Condition: object, resources = own) => {
      const policy = { Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", ...everybody, Condition } };
      const queue = checkedResource("aws:sqs/queuePolicy:QueuePolicy", { policy });
      return findingsOf(resourcePoliciesNameWho, ...resources, queue).length;
    };
    expect(of({ StringEquals: { "aws:SourceVpce": "vpce-1" } })).toBe(0);
    expect(of({ StringEquals: { "aws:SourceVpce": "vpce-2" } })).toBe(1);
    expect(of({ StringEquals: { "aws:SourceVpce": ["vpce-1", "vpce-2"] } })).toBe(1);
    expect(of({ StringEquals: { "aws:SourceVpc": "vpc-1" } })).toBe(0);
    expect(of({ StringEquals: { "aws:SourceVpc": "vpc-2" } })).toBe(1);
    expect(of({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::packages" } })).toBe(0);
    expect(of({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::another" } })).toBe(1);
    // In an existing VPC, the endpoint exists as well, and its security groups say which VPC it is.
    const existing = [checkedResource("aws:ec2/securityGroup:SecurityGroup", { vpcId: "vpc-1" })];
    expect(of({ StringEquals: { "aws:SourceVpce": "vpce-2" } }, existing)).toBe(0);
    expect(of({ StringEquals: { "aws:SourceVpc": "vpc-1" } }, existing)).toBe(0);
    expect(of({ StringEquals: { "aws:SourceVpc": "vpc-2" } }, existing)).toBe(1);
  });

  it("reports a secret's policy that may be public", () => {
    const policy = { Statement: [] };
    const of = (blockPublicPolicy: unknown) =>
      findingsOf(
        resourcePoliciesNameWho,
        checkedResource("aws:secretsmanager/secretPolicy:SecretPolicy", { policy, blockPublicPolicy }),
      );
    expect(of(undefined)).toEqual([]);
    expect(of(true)).toEqual([]);
    expect(of(false)).toHaveLength(1);
    expect(of("false")).toHaveLength(1);
  });
});
