import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { nonprod } from "../../../stacks/nonprod.ts";
import { prod } from "../../../stacks/prod.ts";
import { exampleValues } from "../../../stacks/settings/examples.ts";
import { Reader } from "../../../stacks/settings/reader/reader.ts";
import type { Setting } from "../../../stacks/settings/schema/setting.ts";
import { type Defaults, schema, sections } from "../../../stacks/settings/schema.ts";
import { readSettings } from "../../../stacks/settings.ts";
import { source } from "./settings-source.ts";

interface Declared {
  readonly default?: unknown;
  readonly description: string;
  readonly secret?: boolean;
}

function yaml(name: string) {
  return parse(readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8"));
}

const project: { readonly config: Readonly<Record<string, Declared>> } = yaml("Pulumi.yaml");
const rows = Object.entries<Setting>(schema);

describe("the schema", () => {
  it("has each setting in exactly one section", () => {
    const sectioned = Object.values(sections).flatMap((section) => Object.keys(section));
    expect(sectioned).toEqual(Object.keys(schema));
  });

  it("names all allowed values in the description of a setting that has a list of them", () => {
    const unnamed = rows.flatMap(([name, { values = [], description }]) =>
      values.filter((value) => !description.includes(value)).map((value) => `${name}: ${value}`),
    );
    expect(unnamed).toEqual([]);
  });

  it("has no default for a setting whose value each stack defines", () => {
    const perStack = rows.filter(([, row]) => row.perStack);
    expect(perStack.filter(([, row]) => row.default !== undefined || row.required)).toEqual([]);
    for (const values of [prod, nonprod]) expect(Object.keys(values).sort()).toEqual(perStack.map(([name]) => name).sort());
  });
});

describe("Pulumi.yaml", () => {
  it("gives every key a default except the required ones, because the engine needs a value", () => {
    const without = Object.keys(project.config).filter((key) => project.config[key]?.default === undefined);
    expect(without).toEqual(["domain", "alarmEmails"]);
  });

  it("marks no key as secret, because the engine refuses an empty default for it", () => {
    expect(Object.keys(project.config).filter((key) => project.config[key]?.secret)).toEqual([]);
    const secrets = Object.keys(project.config).filter((key) => project.config[key]?.description.startsWith("SECRET"));
    expect(secrets).toEqual(["alarmWebhooks", "certificatePrivateKey", "sqlPassword", "redisAuthToken", "smtpPassword"]);
  });

  it("describes the value of each stack, and the effect of a change", () => {
    expect(project.config.sqlEdition?.description).toMatch(/ prod: standard, nonprod: express\. A change replaces the server /);
    expect(project.config.sqlBackupWindow?.description).toMatch(/ Both stacks: 22:00-23:00\.$/);
  });
});

describe("the reader", () => {
  it("takes the schema's default of a choice that no stack has a value of", () => {
    // The compiler lets `choice` read such a row. No row of ours is one, so this gives one of them a default.
    const row = schema.webAcl as { type: "string"; default?: string };
    row.default = "off";
    const { webAcl, ...others } = nonprod;
    try {
      const reader = (given: string) => new Reader({ all: { "xmpro:webAcl": given } }, others as Defaults);
      expect(reader("").choice("webAcl")).toBe("off");
      expect(reader("on").choice("webAcl")).toBe("on");
      const refusing = reader("maybe");
      expect(refusing.choice("webAcl")).toBe("off");
      expect(refusing.problems).toEqual([expect.stringContaining("xmpro:webAcl must be one of")]);
    } finally {
      delete row.default;
    }
  });

  it("reads every key of the schema and of the provider that it checks", () => {
    const read = new Set<string>();
    const { all } = source("nonprod");
    const watched = new Proxy(all, {
      getOwnPropertyDescriptor: (target, key) => {
        read.add(String(key));
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
    readSettings("nonprod", { all: watched });
    const ours = Object.keys(schema).map((key) => `xmpro:${key}`);
    const provider = ["allowedAccountIds", "defaultTags", "endpoints", "forbiddenAccountIds", "region"];
    const skipped = ["skipCredentialsValidation", "skipRequestingAccountId"];
    const theirs = [...provider, ...skipped].map((key) => `aws:${key}`);
    expect([...read].sort()).toEqual([...ours, ...theirs].sort());
  });
});

describe.each(["prod", "nonprod"])("Pulumi.%s.yaml", (stack) => {
  const config: Readonly<Record<string, unknown>> = yaml(`Pulumi.${stack}.yaml`).config;
  const texts = Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  /** The project's defaults. The engine merges them below the stack's values. */
  const defaults = Object.entries(project.config).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[`xmpro:${key}`, typeof value === "string" ? value : JSON.stringify(value)]],
  );

  it("is read without problems, with and without the engine's defaults", () => {
    const settings = readSettings(stack, { all: Object.fromEntries(texts) });
    expect(settings).toMatchObject({ stack, domain: "example.com", region: "us-east-1" });
    expect(readSettings(stack, { all: Object.fromEntries([...defaults, ...texts]) })).toEqual(settings);
  });

  it("contains only example values", () => {
    expect(exampleValues(readSettings(stack, { all: Object.fromEntries(texts) }))).toHaveLength(3);
  });

  it("names its own account", () => {
    expect(config["aws:allowedAccountIds"]).toEqual([stack === "prod" ? "444455556666" : "111122223333"]);
  });
});
