import { inspect } from "node:util";
import { expect, it } from "vitest";
import { SecretValue } from "../../../operate/import-secrets/secrets-file/secret-value.ts";

it("a secret value shows nothing, however it is printed, and compares by what it holds", () => {
  const value = new SecretValue("s3ntinel");
  const printed = [
    `${value}`,
    String(value),
    JSON.stringify({ value }),
    inspect({ value }, { showHidden: true }),
    Object.entries(value).join(),
  ];
  expect(printed.join()).not.toContain("s3ntinel");
  expect(value.reveal()).toBe("s3ntinel");
  expect(value.equals(new SecretValue("s3ntinel"))).toBe(true);
  expect(value.equals(new SecretValue("s3ntinel "))).toBe(false);
});
