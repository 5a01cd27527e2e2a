import type { SettingsSource } from "../../../stacks/settings/reader/reader.ts";
import { SettingsError } from "../../../stacks/settings/reader/settings-error.ts";
import { readSettings, type Settings } from "../../../stacks/settings.ts";

/** Values by key, with "xmpro:" as the default namespace. `undefined` removes a key. Lists and objects become JSON text. */
export type Overrides = Readonly<Record<string, unknown>>;

/** Values that a setting accepts. */
export const arn = "arn:aws:acm:us-east-1:123456789012:certificate/11112222-3333-4444-5555-666677778888";
export const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
export const privateKey = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
/** An existing VPC, with the subnets of the relay. */
export const network = {
  vpcId: "vpc-0123456789abcdef0",
  publicSubnetIds: ["subnet-11111111", "subnet-22222222"],
  privateSubnetIds: ["subnet-33333333", "subnet-44444444"],
  relaySubnetIds: ["subnet-77777777", "subnet-88888888"],
  s3EndpointId: "vpce-0123456789abcdef0",
};

const tags = { project: "xmpro", owner: "platform-team", "managed-by": "pulumi", "cost-centre": "1000" };

/** The required settings of a stack's file, changed by `overrides`. */
export function source(stack: string, overrides: Overrides = {}): SettingsSource {
  const all: Record<string, string> = {};
  const given = {
    "aws:region": "us-east-1",
    "aws:allowedAccountIds": ["123456789012"],
    "aws:defaultTags": { tags: { ...tags, environment: stack } },
    domain: "acme.io",
    alarmEmails: ["operations@acme.io"],
    ...overrides,
  };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    all[key.includes(":") ? key : `xmpro:${key}`] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return { all };
}

export function settings(overrides: Overrides = {}, stack = "nonprod"): Settings {
  return readSettings(stack, source(stack, overrides));
}

/** The problems that the overrides cause; an empty list if they are valid. */
export function problems(overrides: Overrides, stack = "nonprod"): readonly string[] {
  try {
    settings(overrides, stack);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
