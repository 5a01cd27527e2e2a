import { describe, expect, it } from "vitest";
import { leavesOf } from "../../../../infra/policy/read/leaves.ts";
import { holdsSecret, looksLikeSecret } from "../../../../infra/policy/read/secret-values.ts";
import { TLS_POLICIES } from "../../../../infra/policy/read/tls-policies.ts";
import { fc } from "../../../support/fast-check.ts";
import { deployStack } from "../../../support/program/deploy-stack.ts";

const KEY_ID = `AKIA${"IOSFODNN7EXAMPLE".replace(/[^A-Z2-7]/g, "A")}`;
/** Each is built here, so that no scanner of secrets finds one in this file. */
const SECRETS: readonly string[] = [
  `-----BEGIN ${"PRIVATE"} KEY-----\nMIIEvQ`,
  `-----BEGIN RSA ${"PRIVATE"} KEY-----\\nMIIEvQ`,
  `-----BEGIN OPENSSH ${"PRIVATE"} KEY-----`,
  `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----`,
  KEY_ID,
  KEY_ID.replace("AKIA", "ASIA"),
  ["wJalrXUtnFEMI", "K7MDENG", "bPxRfiCYEXAMPLEKEY"].join("/"),
  ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", "c2lnbmF0dXJl"].join("."),
  `ghp_${"a1B2".repeat(9)}`,
  `xoxb-${"1234567890"}-abc`,
  `https://hooks.slack.com/services/T000/B000/${"aB3".repeat(8)}`,
  "curl -u admin:hunter2 https://example.com",
  "curl -H 'Authorization: Bearer abcdefghijkl' https://example.com",
  "rediss://:hunter2@cache.example.com:6379",
  "postgres://xmpro:hunter2@db/sm",
  "https%3A%2F%2Fxmpro%3Ahunter2%40example.com",
  "Server=tcp:db,1433;Database=SM;User ID=xmpro;Password=hunter2;Encrypt=True",
  "server=db;pwd=hunter2",
  "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=aHVudGVyMg==",
  "Endpoint=sb://acme/;SharedAccessKeyName=root;SharedAccessKey=aHVudGVyMg=",
  "cache:6379,password=hunter2,ssl=True",
  Buffer.from("Server=db;Database=SM;Password=hunter2").toString("base64"),
  Buffer.from("rediss://:hunter2@cache.example.com:6379").toString("base64url"),
];

const VALUES: readonly string[] = [
  "--password=hunter2",
  '{"clientSecret":"hunter2"}',
  "user=xmpro password=hunter2",
  "api_key = hunter2",
  // Thirty-two random characters each.
  "q7Wm2XbT9kLpR4vZ8nYcH3sDfG6jQa1E",
  "0oN3x9Bf7KzTtQm5VdYw2RjHsLc8Pg4U",
  "mX4+Jt8/Wq2ZbN6cKf0RvLpY7hSgTd3=",
];

const HARMLESS: readonly string[] = [
  "",
  "arn:aws:ssm:us-east-1:123456789012:parameter/xmpro-prod/database/password",
  "arn:aws:acm:us-east-1:111122223333:certificate/11112222-3333-4444-5555-666677778888",
  `registry.example.com/relay@sha256:${"0123456789abcdef".repeat(4)}`,
  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
  "https://sm.example.com/path:8080/@user?mail=a@b.example.com",
  "rediss://cache.example.com:6379",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a shell
  "rediss://:${TOKEN}@cache.example.com:6379",
  "Server=db;Database=SM;Integrated Security=true",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a shell
  "Server=db;Database=SM;Password=${PASSWORD}",
  "curl -u $USER:$PASSWORD https://example.com",
  "curl -H 'Authorization: Bearer $TOKEN' https://example.com",
  "Password of the SQL Server login xmadmin",
  ...TLS_POLICIES,
  "Ec2SecurityGroupV2Https443Listener",
  "ECSServiceAverageCPUUtilization",
  "$password = Get-SSMParameterValue -Name /xmpro/password",
  "64bit Windows Server 2022 v2.23.5 running IIS 10.0",
  "6B29FC40-CA47-1067-B31D-00DD010662DA",
];

describe("holdsSecret", () => {
  it("finds a secret by its form, anywhere in a text", () => {
    const before = fc.constantFrom("", " ", "\n", '"', "<!-- ", "value: ");
    const after = fc.constantFrom("", " ", "\n", '"', " -->", ".");
    fc.assert(
      fc.property(fc.constantFrom(...SECRETS.slice(0, 15)), before, after, (secret, start, end) => {
        expect(holdsSecret(`${start}${secret}${end}`)).toBe(true);
      }),
    );
  });

  it.each(SECRETS)("finds secret %#", (secret) => {
    expect(holdsSecret(secret)).toBe(true);
    expect(looksLikeSecret(secret)).toBe(true);
  });

  it.each(HARMLESS)("finds none in %s", (text) => {
    expect(holdsSecret(text)).toBe(false);
  });
});

describe("looksLikeSecret", () => {
  it.each(VALUES)("finds secret %#, which only a variable makes one", (value) => {
    expect(looksLikeSecret(value)).toBe(true);
    expect(holdsSecret(value)).toBe(false);
  });

  it.each(HARMLESS)("finds none in %s", (text) => {
    expect(looksLikeSecret(text)).toBe(false);
  });

  it("gives no alarm for GUIDs, digests, numbers, host names, addresses and ARNs", () => {
    const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 32, maxLength: 64 });
    const harmless = fc.oneof(
      fc.uuid(),
      hex,
      hex.map((digest) => `relay@sha256:${digest}`),
      fc.integer().map(String),
      fc.domain(),
      fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ["https", "rediss"] }),
      fc.emailAddress(),
      fc.uuid().map((id) => `arn:aws:kms:us-east-1:123456789012:key/${id}`),
    );
    fc.assert(
      fc.property(harmless, (text) => !looksLikeSecret(text)),
      { numRuns: 500 },
    );
  });

  it.each(["prod", "nonprod"] as const)(
    "gives no alarm for the values of an environment, a task and their labels in %s",
    async (stack) => {
      const { resources } = await deployStack(stack);
      const open = resources.filter(({ type }) => /:(Environment|TaskDefinition|Cluster|Service|Bucket)$/.test(type));
      const texts = open.flatMap(({ inputs }) =>
        leavesOf(inputs).flatMap(({ value }) => (typeof value === "string" ? [value] : [])),
      );
      expect(texts.length).toBeGreaterThan(100);
      expect(texts.filter(looksLikeSecret)).toEqual([]);
    },
  );
});
