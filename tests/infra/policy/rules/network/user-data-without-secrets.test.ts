import { describe, expect, it } from "vitest";
import { userDataWithoutSecrets } from "../../../../../infra/policy/rules/network/user-data-without-secrets.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const findings = (props: Record<string, unknown>, type = "aws:ec2/instance:Instance") =>
  findingsOf(userDataWithoutSecrets, checkedResource(type, props));

describe("user-data-without-secrets", () => {
  it.each([
    "export DB_PASSWORD=sentinel-1",
    "$password = 'sentinel-1'",
    '{"ApiKey": "sentinel-1"}',
    "aws configure set aws_secret_access_key = sentinel-1",
    "AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN RSA PRIVATE KEY-----",
    "Server=db;Pwd=sentinel-1;",
  ])("reports %s in plain text and in base64, and never quotes it", (text) => {
    for (const props of [{ userData: text }, { userDataBase64: base64(text) }, { userData: base64(text) }]) {
      const found = findings(props);
      expect(found).toEqual([expect.stringContaining("must hold no secret")]);
      expect(found.join()).not.toContain("sentinel-1");
    }
    expect(findings({ userData: base64(text) }, "aws:ec2/launchTemplate:LaunchTemplate")).toHaveLength(1);
    expect(findings({ userData: text }, "aws:ec2/launchConfiguration:LaunchConfiguration")).toHaveLength(1);
  });

  it.each([
    "",
    "<powershell>Install-WindowsFeature Web-Server</powershell>",
    "$password = (Get-SSMParameterValue -Name /xmpro/password -WithDecryption $true).Parameters[0].Value",
    "PASSWORD=$(aws ssm get-parameter --name /xmpro/password --with-decryption)",
    "TOKEN=$TOKEN",
    UNKNOWN,
  ])("accepts %s", (userData) => {
    expect(findings({ userData, userDataBase64: undefined })).toEqual([]);
  });
});
