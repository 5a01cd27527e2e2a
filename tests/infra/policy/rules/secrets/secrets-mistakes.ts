import type { Mistake } from "../../mistake.ts";
import { container } from "../containers/container-forms.ts";

const PLAIN = "aws:elasticbeanstalk:application:environment";
const SECRET = "aws:secretsmanager/secret:Secret";
const KEY = "arn:aws:kms:us-east-1:444455556666:key/key";

export const secretsMistakes: readonly Mistake[] = [
  [
    "environment-secrets-by-reference",
    "a password in plain environment properties",
    { of: "Environment", name: "ad", settings: { [`${PLAIN}/DB_PASSWORD`]: "hunter2" } },
  ],
  [
    "environment-secrets-by-reference",
    "a password under a harmless name",
    { of: "Environment", name: "ad", settings: { [`${PLAIN}/REDIS`]: "cache:6379,password=hunter2" } },
  ],
  [
    "container-secrets-by-reference",
    "a relay's secret in plain environment variables",
    {
      of: "TaskDefinition",
      props: {
        containerDefinitions: JSON.stringify([{ ...container, environment: [{ name: "CLIENT_ID_SECRET", value: "hunter2" }] }]),
      },
    },
  ],
  ["parameters-encrypted", "a parameter in plain text", { of: "Parameter", name: "redis-token", props: { type: "String" } }],
  [
    "user-data-without-secrets",
    "an address with a password in user data",
    {
      of: "Instance",
      name: "installer-host",
      props: { userData: "net use \\\\host\\share; curl https://a:hunter2@example.com" },
    },
  ],
  [
    "no-secrets-in-arguments",
    "a password in a description",
    { of: "Parameter", name: "redis-token", props: { description: "rediss://:hunter2@cache.example.com" } },
  ],
  ["passwords-long", "a password that can be guessed", { of: "Instance", name: "database", props: { password: "hunter2" } }],
  [
    "no-secrets-in-arguments",
    "a password in a tag",
    { of: "Bucket", name: "packages", props: { tags: { "db-password": "hunter2" } } },
  ],
  ["secrets-rotated", "a secret that nobody replaces", { of: "Key", extra: { type: SECRET, props: { kmsKeyId: KEY } } }],
];
