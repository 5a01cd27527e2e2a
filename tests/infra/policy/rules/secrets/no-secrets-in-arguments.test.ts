import { describe, expect, it } from "vitest";
import { noSecretsInArguments } from "../../../../../infra/policy/rules/secrets/no-secrets-in-arguments.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const KEY = `-----BEGIN ${"PRIVATE"} KEY-----sentinel`;
const URL = "https://user:sentinel@example.com";
const found = (type: string, props: Record<string, unknown>) => findingsOf(noSecretsInArguments, checkedResource(type, props));

describe("no-secrets-in-arguments", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["aws:lightsail/instance:Instance", { ami: UNKNOWN, userData: `#!/bin/sh\ncurl ${URL}` }, "userData"],
    [
      "aws:lightsail/instance:Instance",
      { userDataBase64: Buffer.from(`curl ${URL} > file`).toString("base64") },
      "userDataBase64",
    ],
    ["aws:cloudformation/stack:Stack", { templateBody: JSON.stringify({ password: KEY }) }, "templateBody"],
    ["aws:cloudformation/stack:Stack", { parameters: { Url: URL } }, "parameters.Url"],
    ["aws:lambda/function:Function", { environment: { variables: { KEY } } }, "environment.variables.KEY"],
    ["aws:s3/bucket:Bucket", { tags: { password: URL } }, "tags.password"],
    ["aws:rds/instance:Instance", { description: "x", tags: [UNKNOWN, { note: KEY }] }, "tags.1.note"],
    ["aws:ecs/taskDefinition:TaskDefinition", { tags: { note: KEY } }, "tags.note"],
    ["aws:ssm/parameter:Parameter", { description: URL }, "description"],
    ["aws:s3/bucket:Bucket", { tags: { "db-password": "sentinel" } }, "tags.db-password"],
    ["docker:index/image:Image", { build: { args: { NPM_TOKEN: "sentinel" } } }, "build.args.NPM_TOKEN"],
    ["aws:lightsail/instance:Instance", { userData: "export DB_PASSWORD=sentinel" }, "userData"],
    ["aws:lightsail/instance:Instance", { userData: '$env:DB_PASSWORD = "sentinel"' }, "userData"],
    ["aws:lightsail/instance:Instance", { userData: "ConvertTo-SecureString 'sentinel' -AsPlainText -Force" }, "userData"],
    [
      "aws:lightsail/instance:Instance",
      { userDataBase64: Buffer.from("#!/bin/sh\nexport DB_PASSWORD=sentinel").toString("base64") },
      "userDataBase64",
    ],
    ["kubernetes:core/v1:ConfigMap", { data: { key: KEY } }, "data.key"],
  ])("reports a secret of %s in %j, without quoting it", (type, props, path) => {
    const findings = found(type, props);
    expect(findings).toEqual([expect.stringContaining(`${path} must hold no secret`)]);
    expect(findings.join()).not.toContain("sentinel");
  });

  it.each<[string, Record<string, unknown>]>([
    ["aws:rds/instance:Instance", { password: URL }],
    ["aws:elasticache/replicationGroup:ReplicationGroup", { authToken: URL }],
    ["aws:elasticache/user:User", { passwords: [URL], authenticationMode: { passwords: [URL] } }],
    ["aws:secretsmanager/secretVersion:SecretVersion", { secretString: KEY }],
    ["aws:acm/certificate:Certificate", { privateKey: KEY }],
    ["docker:index/image:Image", { registry: { password: URL } }],
    ["random:index/randomPassword:RandomPassword", { result: URL }],
    ["aws:s3/bucket:Bucket", { tags: { "secret-arn": "x", "db-password": "" } }],
    ["aws:lightsail/instance:Instance", { userData: "$password = Get-SSMParameterValue -Name /xmpro/password" }],
    ["aws:lightsail/instance:Instance", { userData: "export DB_PASSWORD=$(aws ssm get-parameter --name /xmpro/password)" }],
    ["aws:s3/bucket:Bucket", { bucket: UNKNOWN, tags: { note: "https://example.com" } }],
  ])("accepts an argument of %s that exists to hold a secret, or none: %j", (type, props) => {
    expect(found(type, props)).toEqual([]);
  });
});
