import { describe, expect, it } from "vitest";
import { isHarmless, isSecretName } from "../../../../infra/policy/read/secret-names.ts";
import { fc } from "../../../support/fast-check.ts";

describe("isSecretName", () => {
  it.each([
    "DB_PASSWORD",
    "sharedKey",
    "CLIENT_ID_SECRET",
    "AWS_ACCESS_KEY_ID",
    "ApiToken",
    "/SM/xmpro/data/connectionString",
    "xm__xmpro__data__connectionString",
    "xmpro--autoScale--connection_string",
    "xmpro--xmidentity--client--sharedkey",
    "REDIS_AUTHTOKEN",
    "pwd",
    "DbPw",
    "DB_PASS",
    "SMTPPASS",
    "PGPASSWORD",
    "MYSQL_PWD",
    "REDISCLI_AUTH",
    "ADSecret",
    "EMAILOAUTHTOKENCLIENTSECRET",
    "SALT",
    "encryptionkey",
    "DB_PASSWORD__",
    "PASS_THROUGH_TOKEN",
    "RELAY_IDENTITY_SEED",
    "SERVER_ID",
    "server_id",
    "aws_access_key_id",
    "SECRET_ID",
    "PRIMARY_KEY",
    "TOKEN",
    "AUTH",
    "BASIC_AUTH",
    "JWT_SIGNING_KEY",
    "AUTH_HEADER",
  ])("recognises the name of a secret in %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    "CORS_ORIGINS",
    "KMS_KEY_ID",
    "keyId",
    "AUTH_MODE",
    "AUTH_PROVIDER",
    "AUTH_TYPE",
    "TOKEN_ISSUER",
    "JWT_AUDIENCE",
    "CACHE_KEY_PATTERN",
    "PRIMARY_KEY_COLUMN",
    "KEY_ALIAS",
    "UPSTREAM",
    "KeyboardLayout",
    "SECRET_ARN",
    "parameterPrefix",
    "TokenName",
    "TOKEN_TTL",
    "EMAILOAUTH_TOKEN_ENDPOINT",
    "PASSWORD_FILE",
    "secret-versions",
    "REDIS_HOST",
    "monkey",
    "bypass",
    "compass",
    "/keys/host",
    "PASS_THROUGH_ROUTES",
    "passThrough",
    "PASS_HEADERS",
    "KEEP_ALIVE_MS",
    "author",
    "",
  ])("recognises no name of a secret in %s", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it("recognises the words of a secret in any case and with any separators, before and behind other words", () => {
    const word = fc.constantFrom("password", "secret", "token", "apikey", "passphrase", "credentials", "pwd");
    const other = fc.constantFrom("db", "client", "redis", "main", "v");
    const separator = fc.constantFrom("_", "-", ".", " ", "__", "/");
    const parts = fc.record({ before: other, word, between: separator, upper: fc.boolean() });
    fc.assert(
      fc.property(parts, ({ before, word: secret, between, upper }) => {
        const name = `${before}${between}${secret}`;
        expect(isSecretName(upper ? name.toUpperCase() : name)).toBe(true);
        expect(isSecretName(`${before}${secret.charAt(0).toUpperCase()}${secret.slice(1)}`)).toBe(true);
        expect(isSecretName(`${name}_arn`)).toBe(false);
      }),
    );
  });
});

describe("isHarmless", () => {
  it.each([undefined, null, "", " ", "true", "False", true, "arn:aws:ssm:us-east-1:123456789012:parameter/p", "alias/xmpro"])(
    "accepts %s",
    (value) => {
      expect(isHarmless(value)).toBe(true);
    },
  );

  it.each(["hunter2", "alias/hunter 2", "arn:hunter2", "arn:aws:hunter2", 0, "0", "arn:aws:ssm:us-east-1:123456789012:a b"])(
    "refuses %s",
    (value) => {
      expect(isHarmless(value)).toBe(false);
    },
  );
});
