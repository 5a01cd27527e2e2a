import { describe, expect, it } from "vitest";
import { shownValues } from "../../../preview/model/resource-details/shown-values.ts";

const HIDDEN = "(not shown: it may be a secret)";
const shown = (inputs: Record<string, unknown>) =>
  Object.fromEntries(shownValues(inputs).map(({ name, value }) => [name, value]));

describe("the settings of a resource", () => {
  it("are rows with the path of the argument, also inside of JSON text", () => {
    expect(
      shown({
        tags: { owner: "us" },
        subnetIds: ["a", "b"],
        policy: '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject"}]}',
        settings: [{ namespace: "aws:autoscaling:asg", name: "MinSize", value: "1" }],
        empty: [],
      }),
    ).toEqual({
      "tags.owner": "us",
      subnetIds: "a, b",
      "policy.Statement.Effect": "Allow",
      "policy.Statement.Action": "s3:GetObject",
      "aws:autoscaling:asg MinSize": "1",
      empty: "(none)",
    });
  });

  it.each([
    ["a name of a password", { masterPassword: "short" }],
    ["a name in a list of names and values", { settings: [{ namespace: "n", name: "DBPassword", value: "short" }] }],
    ["a name inside of JSON text", { containerDefinitions: '[{"environment":[{"name":"API_KEY","value":"short"}]}]' }],
    ["a private key", { body: "-----BEGIN RSA PRIVATE KEY-----\nabc" }],
    ["an access key", { userData: "aws AKIAIOSFODNN7EXAMPLE" }],
    ["a connection string", { value: "Server=db;User=sa;Password=hunter2" }],
    ["an address with a password", { endpoint: "rediss://user:hunter2@cache.example.com" }],
    ["random text", { value: "x9Kq2LmP8vRt4ZsW7aBc" }],
    ["random text in a list", { list: ["a", "x9Kq2LmP8vRt4ZsW7aBc"] }],
    ["names without separators", { settings: { PGPASSWORD: "short", SMTPPASS: "short", CLIENTSECRET: "short", pwd: "short" } }],
    ["a numbered name", { variables: { DB_PASSWORD_1: "short" } }],
    ["names of the relay's secrets", { connectionString: "short", sharedKey: "short", server_id: "short" }],
    ["all that is in an argument for secrets", { authenticationMode: { passwords: ["short"] }, credentials: { user: "short" } }],
    ["a number with the name of a password", { settings: { password: 7331 } }],
    ["a password in a script", { userData: "set password: hunter2" }],
    ["a token of GitLab", { value: `use glpat-${"hunter2x".repeat(3)}` }],
    ["a token of Slack", { value: `xoxb-${"hunter2x".repeat(3)}` }],
    ["a key of Stripe", { value: `sk_live_${"hunter2x".repeat(3)}` }],
    ["a web hook of Slack", { value: `https://hooks.slack.com/services/T00000000/B00000000/${"hunter2x".repeat(3)}` }],
    ["a secret access key of AWS", { value: "hunter2/AKIA/wJalrXUtnFEMI/K7MDENG/bPxRf" }],
    ["a digest of 32 digits", { value: "5f4dcc3b5aa765d61d8327deb882cf99" }],
    ["a token of a web service", { value: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0" }],
  ])("hide %s", (_, inputs) => {
    expect(JSON.stringify(shown(inputs))).toContain(HIDDEN);
    expect(JSON.stringify(shown(inputs))).not.toMatch(/short|hunter2|7331|5f4dcc|x9Kq2|AKIA|BEGIN|eyJ/);
  });

  it.each([
    ["the name of a TLS policy", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"],
    ["an ARN", "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"],
    ["a platform", "64bit Windows Server 2022 v2.*.* running IIS 10.0"],
    ["a maintenance window", "sun:00:00-sun:01:00"],
    ["a metric", "HTTPCode_Target_5XX_Count"],
    ["an account", "111122223333"],
  ])("show %s", (_, value) => {
    expect(shown({ value })).toEqual({ value });
  });

  it.each([
    ["kmsKeyId", "1234abcd-12ab-34cd-56ef-1234567890ab"],
    ["targetKeyId", "key"],
    ["httpTokens", "required"],
    ["customerMasterKeySpec", "SYMMETRIC_DEFAULT"],
    ["authTokenUpdateStrategy", "ROTATE"],
    ["manageMasterUserPassword", "true"],
    ["keyName", "deployer"],
    ["passwordArn", "arn:aws:ssm:us-east-1:111122223333:parameter/xmpro/password"],
    ["DB_PASSWORD", "arn:aws:ssm:us-east-1:111122223333:parameter/xmpro/password"],
    ["relaySecretVersion", "2"],
    ["PASS_HEADERS", "x-http-method-override"],
  ])("show %s, which is about a secret and is none", (name, value) => {
    expect(shown({ [name]: value })).toEqual({ [name]: value });
  });

  it("show where a task reads its secrets", () => {
    const secrets = [{ name: "DB_PASSWORD", valueFrom: "arn:aws:ssm:us-east-1:111122223333:parameter/a" }];
    expect(shown({ containerDefinitions: JSON.stringify([{ secrets: [...secrets, ...secrets] }]) })).toMatchObject({
      "containerDefinitions.secrets[0].name": "DB_PASSWORD",
      "containerDefinitions.secrets[1].valueFrom": "arn:aws:ssm:us-east-1:111122223333:parameter/a",
    });
  });
});
