import { describe, expect, it } from "vitest";
import { isSecretName, secretsByReference } from "../../../../../infra/policy/rules/secrets/secrets-by-reference.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";

const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";
const PARAMETER = "aws:ssm/parameter:Parameter";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const PLAIN = "aws:elasticbeanstalk:application:environment";
const SECRETS = "aws:elasticbeanstalk:application:environmentsecrets";
const environment = (values: Record<string, string>) =>
  findingsOf(secretsByReference, checkedResource(ENVIRONMENT, { settings: settings(values) }));

describe("secrets-by-reference", () => {
  it.each([
    "DB_PASSWORD",
    "sharedKey",
    "CLIENT_ID_SECRET",
    "AWS_ACCESS_KEY_ID",
    "ApiToken",
    "/SM/xmpro/data/connectionString",
    "xm__xmpro__data__connectionString",
    "xmpro--autoScale--connection_string",
    "REDIS_AUTHTOKEN",
    "pwd",
    "DB_PASS",
    "PASS_THROUGH_TOKEN",
    "RELAY_IDENTITY_SEED",
    "SERVER_ID",
  ])("recognises the name of a secret in %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    "CORS_ORIGINS",
    "UPSTREAM",
    "KeyboardLayout",
    "SECRET_ARN",
    "parameterPrefix",
    "TokenName",
    "REDIS_HOST",
    "monkey",
    "/keys/host",
    "PASS_THROUGH_ROUTES",
    "passThrough",
  ])("recognises no name of a secret in %s", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it("reports a secret in an environment's plain settings, without quoting it", () => {
    const findings = environment({ [`${PLAIN}/DB_PASSWORD`]: "password-sentinel", [`${PLAIN}/HOST`]: "sm.example.com" });
    expect(findings).toEqual([expect.stringContaining(`${PLAIN}/DB_PASSWORD must be in ${SECRETS}`)]);
    expect(findings.join()).not.toContain("password-sentinel");
  });

  it("accepts a reference, an empty value and an unknown value", () => {
    expect(environment({ [`${PLAIN}/DB_PASSWORD`]: "arn:aws:ssm:us-east-1:123456789012:parameter/p" })).toEqual([]);
    expect(environment({ [`${PLAIN}/DB_PASSWORD`]: "" })).toEqual([]);
    expect(environment({ [`${PLAIN}/DB_PASSWORD`]: UNKNOWN })).toEqual([]);
  });

  it("reports plain text in an environment's secrets", () => {
    expect(environment({ [`${SECRETS}/DB_PASSWORD`]: "arn:aws:ssm:us-east-1:123456789012:parameter/p" })).toEqual([]);
    expect(environment({ [`${SECRETS}/DB_PASSWORD`]: UNKNOWN })).toEqual([]);
    const findings = environment({ [`${SECRETS}/DB_PASSWORD`]: "password-sentinel" });
    expect(findings).toHaveLength(1);
    expect(findings.join()).not.toContain("password-sentinel");
  });

  it("reports a secret after an unknown setting", () => {
    const list = [UNKNOWN, { namespace: PLAIN, name: "TOKEN", value: "abc" }];
    expect(findingsOf(secretsByReference, checkedResource(ENVIRONMENT, { settings: list }))).toHaveLength(1);
  });

  it.each([
    ["/SM/sharedKey", "SecureString", 0],
    ["/SM/sharedKey", "String", 1],
    ["/SM/sharedKey", undefined, 1],
    ["/SM/sharedKey", UNKNOWN, 0],
    ["/SM/host", "String", 0],
  ])("checks the parameter %s of type %s", (name, type, count) => {
    expect(findingsOf(secretsByReference, checkedResource(PARAMETER, { name, type, value: "x" }))).toHaveLength(count);
  });

  it("uses the logical name of a parameter while its physical name is unknown", () => {
    expect(
      findingsOf(
        secretsByReference,
        checkedResource(PARAMETER, { name: UNKNOWN, type: "String" }, { name: "database-password" }),
      ),
    ).toHaveLength(1);
  });

  it("reports a secret in a container's environment", () => {
    const findings = (environment: unknown) =>
      findingsOf(
        secretsByReference,
        checkedResource(TASK, { containerDefinitions: JSON.stringify([{ name: "relay", environment }, { name: "other" }]) }),
      );
    expect(findings([{ name: "CLIENT_ID_SECRET", value: "secret-sentinel" }])).toEqual([
      expect.stringContaining("CLIENT_ID_SECRET must be"),
    ]);
    expect(findings([{ name: "CLIENT_ID_SECRET", value: "secret-sentinel" }]).join()).not.toContain("secret-sentinel");
    expect(findings([{ name: "UPSTREAM", value: "https://sm.example.com" }])).toEqual([]);
    expect(findings([{ name: "REDIS_URL", value: "rediss://cache.example.com:6379" }])).toEqual([]);
    expect(findings([{ name: "REDIS_URL", value: "rediss://:secret-sentinel@cache.example.com:6379" }])).toEqual([
      expect.stringMatching(/^(?!.*secret-sentinel).*REDIS_URL must be/),
    ]);
  });

  it.each(["{", "", "{}", undefined, 0])("reports the unreadable containers %j", (containerDefinitions) => {
    expect(findingsOf(secretsByReference, checkedResource(TASK, { containerDefinitions }))).toEqual([
      expect.stringContaining("containerDefinitions must be a JSON list"),
    ]);
  });

  it("skips unknown containers", () => {
    expect(findingsOf(secretsByReference, checkedResource(TASK, { containerDefinitions: UNKNOWN }))).toEqual([]);
  });
});
