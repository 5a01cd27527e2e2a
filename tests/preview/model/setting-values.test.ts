import { expect, it } from "vitest";
import { settingValues } from "../../../preview/model/setting-values.ts";

const HIDDEN = "(not shown: it may be a secret)";
const shown = (config: Record<string, string>, secretKeys: string[] = []) =>
  Object.fromEntries(settingValues("nonprod", { project: "xmpro", config, secretKeys }).map(({ name, value }) => [name, value]));

it("the table of settings shows what is set, and the stack's defaults for the rest", () => {
  const values = shown({ "aws:region": "us-east-1", "xmpro:domain": "example.com", "xmpro:allowedCidrs": '["192.0.2.0/24"]' });
  expect(values).toMatchObject({ "aws:region": "us-east-1", domain: "example.com", allowedCidrs: '["192.0.2.0/24"]' });
  expect(values.sqlPassword).toBe("not set");
});

it.each([
  ["encrypted", { "xmpro:domain": "v1:abc" }, ["xmpro:domain"], "domain", "(secret)"],
  ["a password in plain text", { "xmpro:sqlPassword": "short" }, [], "sqlPassword", "(secret)"],
  ["an address with a password", { "xmpro:relayUpstream": "https://us:hunter2@example.com" }, [], "relayUpstream", HIDDEN],
  ["a list with a key", { "xmpro:allowedCidrs": '["AKIAIOSFODNN7EXAMPLE","b"]' }, [], "allowedCidrs", HIDDEN],
])("the table of settings hides a value that is %s", (_, config, secretKeys, name, expected) => {
  expect(shown(config, secretKeys)[name]).toBe(expected);
});
