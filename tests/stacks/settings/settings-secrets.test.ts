import { runtime } from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { SettingsError } from "../../../stacks/settings/reader/settings-error.ts";
import { schema } from "../../../stacks/settings/schema.ts";
import { readSettings } from "../../../stacks/settings.ts";
import { fc } from "../../support/fast-check.ts";
import { source } from "./settings-source.ts";

const secretKeys = ["certificatePrivateKey", "sqlPassword", "redisAuthToken", "alarmWebhooks", "smtpPassword"] as const;
const sentinel = "Sentinel7e1f";

function message(read: () => unknown): string {
  try {
    read();
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).message;
  }
}

describe("a secret", () => {
  it.each(secretKeys)("in %s is not quoted in a problem", (key) => {
    for (const value of [sentinel, `${sentinel};`, `${sentinel} ${"x".repeat(200)}`, JSON.stringify([sentinel])]) {
      const text = message(() => readSettings("nonprod", source("nonprod", { [key]: value })));
      expect(text).toContain(`xmpro:${key} `);
      expect(text).not.toContain(sentinel);
    }
  });

  it.each(["certificateBody", "certificateChain"])("that was pasted into %s is not quoted", (key) => {
    const text = message(() => readSettings("nonprod", source("nonprod", { [key]: `-----BEGIN PRIVATE KEY-----\n${sentinel}` })));
    expect(text).toContain(`xmpro:${key} must be`);
    expect(text).not.toContain(sentinel);
  });

  it.each(["domain", "alarmEmails", "smMinSize", "autoScale", "dnsZones", "aws:region", "aws:allowedAccountIds"])(
    "that is encrypted in %s, which holds no secret, is not quoted",
    (key) => {
      const { all } = source("nonprod", { [key]: sentinel });
      const text = message(() => readSettings("nonprod", { all, isSecret: () => true }));
      expect(text).toContain(`${key} must be`);
      expect(text).not.toContain(sentinel);
    },
  );

  const others = Object.keys(schema).filter((key) => key !== "certificatePrivateKey");
  it.each([...others.map((key) => `xmpro:${key}`), "aws:region", "aws:allowedAccountIds", "aws:defaultTags"])(
    "is not quoted if it is a private key that was pasted into %s",
    (key) => {
      const pem = `-----BEGIN RSA PRIVATE KEY-----\n${sentinel}\n-----END RSA PRIVATE KEY-----\n`;
      const tags = { tags: { environment: pem, [pem]: pem } };
      for (const value of [pem, pem.replaceAll("\n", " "), [pem], pem.split("\n"), { tags: pem }, tags]) {
        const text = message(() => readSettings("nonprod", source("nonprod", { [key]: value })));
        expect(text).toContain(`${key} must `);
        expect(text).not.toMatch(new RegExp(`${sentinel}|PRIVATE KEY`));
      }
    },
  );

  it("is not quoted if it is a private key that was pasted as a name, or into an unknown key", () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${sentinel}`;
    const text = message(() => readSettings("nonprod", source("nonprod", { [`xmpro:${pem}`]: "", certificateKey: pem })));
    expect(text).toContain("a key of xmpro: that holds a private key is not a setting of this project");
    expect(text).toContain("xmpro:certificateKey is not a setting of this project");
    expect(text).not.toContain(sentinel);
  });

  it.each(secretKeys)("in %s is refused in plain text", (key) => {
    const { all } = source("nonprod", { [key]: sentinel });
    const text = message(() => readSettings("nonprod", { all, isSecret: () => false }));
    expect(text).toContain(`xmpro:${key} must be encrypted: set it with "pulumi config set --secret xmpro:${key}"`);
    expect(text).not.toContain(sentinel);
  });
});

describe("the engine's configuration", () => {
  afterEach(() => runtime.setAllConfig({}, []));
  const existing = { redisHost: "cache.acme.io", redisCidr: "10.9.0.0/24", redisAuthToken: "0123456789abcdef" };

  it("is read by default", () => {
    runtime.setAllConfig({ ...source("nonprod", existing).all }, ["xmpro:redisAuthToken"]);
    expect(readSettings("nonprod").redis).toMatchObject({ kind: "existing", host: "cache.acme.io" });
  });

  it("records which values are encrypted", () => {
    runtime.setAllConfig({ ...source("nonprod", existing).all }, []);
    expect(message(() => readSettings("nonprod"))).toContain("xmpro:redisAuthToken must be encrypted");
  });
});

describe("random input", () => {
  const names = [...Object.keys(schema).map((key) => `xmpro:${key}`), "aws:region", "aws:allowedAccountIds", "aws:defaultTags"];
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom("", "0", "[]", "{}", "null", "true", "-1", "1e9", '{"tags":null}', "[[]]"),
  );

  it("causes only a SettingsError, without a secret in it", () => {
    const junk = fc.dictionary(
      fc.oneof(
        fc.constantFrom(...names),
        fc.string().map((name) => `xmpro:${name}`),
      ),
      text,
      { maxKeys: 12 },
    );
    const plain = source("nonprod").all;
    fc.assert(
      fc.property(junk, fc.string(), fc.constantFrom(...secretKeys), fc.boolean(), (given, tail, key, encrypted) => {
        const all = { ...plain, ...given, [`xmpro:${key}`]: `${sentinel}${tail}` };
        expect(message(() => readSettings("nonprod", { all, isSecret: () => encrypted }))).not.toContain(sentinel);
      }),
      { numRuns: 500 },
    );
  });

  it("causes only a SettingsError if it is the name of the stack", () => {
    fc.assert(fc.property(fc.string(), (stack) => void message(() => readSettings(stack, source("nonprod")))));
  });
});
