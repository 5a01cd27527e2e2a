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
    ["a token of a web service", { value: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0" }],
  ])("hide %s", (_, inputs) => {
    expect(JSON.stringify(shown(inputs))).toContain(HIDDEN);
    expect(JSON.stringify(shown(inputs))).not.toMatch(/short|hunter2|x9Kq2|AKIA|BEGIN|eyJ/);
  });

  it.each([
    ["the name of a TLS policy", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"],
    ["an ARN", "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"],
    ["a platform", "64bit Windows Server 2022 v2.*.* running IIS 10.0"],
    ["a maintenance window", "sun:00:00-sun:01:00"],
  ])("show %s", (_, value) => {
    expect(shown({ value })).toEqual({ value });
  });
});
