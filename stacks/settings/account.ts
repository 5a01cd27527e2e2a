import type { StackName } from "./domain.ts";
import { parseJson } from "./reader/parse-json.ts";
import type { Reader } from "./reader/reader.ts";
import { checkTags, REQUIRED_TAGS } from "./tags.ts";

export interface Account {
  readonly accountId: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
}

const GUARD = "the guard that keeps a stack out of another account";
/** Settings of the provider that make `aws:allowedAccountIds` an empty promise. */
const GUARD_BYPASSES = {
  "aws:skipRequestingAccountId": `the provider then never learns which account it works in, and ${GUARD} is off`,
  "aws:skipCredentialsValidation": `the provider then does not ask AWS whose credentials it has, which ${GUARD} needs`,
  "aws:endpoints": `an endpoint that is not AWS's may then say which account this is, and ${GUARD} is off`,
  "aws:forbiddenAccountIds":
    "the provider accepts it or aws:allowedAccountIds, not both, and only the latter names the one right account",
} as const;

/** What the AWS provider reads itself, checked before anything reaches the account. */
export function readAccount(reader: Reader, stack: StackName): Account {
  reportBypasses(reader);
  return { accountId: readAccountId(reader), region: readRegion(reader), tags: readTags(reader, stack) };
}

function reportBypasses(reader: Reader): void {
  for (const [key, why] of Object.entries(GUARD_BYPASSES) as [keyof typeof GUARD_BYPASSES, string][]) {
    if (reader.raw(key) !== undefined) reader.report(key, `must not be set: ${why}`);
  }
}

/** The provider refuses to work with credentials of another account: no stack is deployed to the wrong one. */
function readAccountId(reader: Reader): string {
  const text = reader.raw("aws:allowedAccountIds");
  const value = parseJson(text ?? "");
  const id = Array.isArray(value) && value.length === 1 ? String(value[0]) : "";
  if (!/^\d{12}$/.test(id)) {
    reader.reportForm(
      "aws:allowedAccountIds",
      { expected: "a list of exactly one account id, 12 digits in quotes,", example: '["123456789012"]' },
      text,
    );
  }
  return id;
}

function readRegion(reader: Reader): string {
  const region = reader.raw("aws:region") ?? "";
  if (!/^[a-z]{2}-[a-z]+-\d$/.test(region) || region.startsWith("cn-")) {
    const expected = "a region of AWS's commercial partition (the ARNs here are written for it)";
    reader.reportForm("aws:region", { expected, example: "us-east-1" }, region);
  }
  return region;
}

function readTags(reader: Reader, stack: StackName): Record<string, string> {
  const text = reader.raw("aws:defaultTags");
  const value = parseJson(text ?? "");
  const given: unknown = isObject(value) ? value.tags : undefined;
  if (!isObject(given)) {
    const expected = `an object whose "tags" hold ${REQUIRED_TAGS.join(", ")}`;
    reader.reportForm("aws:defaultTags", { expected, example: '{"tags":{"project":"xmpro"}}' }, text);
    return {};
  }
  const tags = Object.fromEntries(
    Object.entries(given).map(([key, tag]) => [key, typeof tag === "object" ? "" : String(tag ?? "")]),
  );
  for (const key of REQUIRED_TAGS) {
    if (!Object.hasOwn(tags, key) || tags[key] === "") reader.report("aws:defaultTags", `must have the tag "${key}"`);
  }
  checkTags(reader, tags);
  if (tags.environment && tags.environment !== stack) {
    reader.reportValue("aws:defaultTags", `must have the stack's name "${stack}" as the tag "environment"`, tags.environment);
  }
  return tags;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
