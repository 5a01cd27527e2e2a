import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { nonprod } from "../../stacks/nonprod.ts";
import { prod } from "../../stacks/prod.ts";
import { exampleValues } from "../../stacks/settings/examples.ts";
import { type Key, keys } from "../../stacks/settings/keys.ts";
import { readSettings } from "../../stacks/settings.ts";
import { source } from "./settings-source.ts";

interface Declared {
  readonly type: string;
  readonly default?: unknown;
  readonly description: string;
  readonly items?: { readonly type: string };
  readonly secret?: boolean;
}

function yaml(name: string) {
  return parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
}

const project: { readonly config: Readonly<Record<string, Declared>> } = yaml("Pulumi.yaml");
const unset: Readonly<Record<Key["type"], unknown>> = { string: "", integer: 0, array: [], boolean: undefined };

describe("Pulumi.yaml", () => {
  it("declares exactly the keys that are known, with their types and defaults", () => {
    const declared = Object.fromEntries(
      Object.entries(project.config).map(([key, { type, default: value }]) => [key, { type, default: value }]),
    );
    const known = Object.entries<Key>(keys).map(([key, { type, default: value, required }]) => {
      return [key, { type, default: required ? undefined : (value ?? unset[type]) }];
    });
    expect(declared).toEqual(Object.fromEntries(known));
  });

  it("says what a list holds", () => {
    for (const { type, items } of Object.values(project.config))
      expect(items).toEqual(type === "array" ? { type: "string" } : undefined);
  });

  it("names no key as secret, as the engine then refuses the empty default", () => {
    expect(Object.keys(project.config).filter((key) => project.config[key]?.secret)).toEqual([]);
    const secrets = Object.keys(project.config).filter((key) => project.config[key]?.description.startsWith("SECRET"));
    expect(secrets).toEqual(["certificatePrivateKey", "sqlPassword", "redisAuthToken"]);
  });

  it.each(Object.keys(prod) as (keyof typeof prod)[])("tells the stacks' own values of %s", (key) => {
    const text = project.config[key]?.description;
    const own = prod[key] === nonprod[key] ? `Both stacks: ${prod[key]}.` : `prod: ${prod[key]}, nonprod: ${nonprod[key]}.`;
    expect(text).toContain(own);
    expect(project.config[key]?.default).toEqual(typeof prod[key] === "number" ? 0 : "");
  });
});

describe("the reader", () => {
  it("asks for every key there is", () => {
    const asked = new Set<string>();
    const { all } = source("nonprod");
    const watched = new Proxy(all, {
      getOwnPropertyDescriptor: (target, key) => {
        asked.add(String(key));
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
    readSettings("nonprod", { all: watched });
    const ours = Object.keys(keys).map((key) => `xmpro:${key}`);
    const provider = ["allowedAccountIds", "defaultTags", "endpoints", "forbiddenAccountIds", "region"];
    const skipped = ["skipCredentialsValidation", "skipRequestingAccountId"];
    const theirs = [...provider, ...skipped].map((key) => `aws:${key}`);
    expect([...asked].sort()).toEqual([...ours, ...theirs].sort());
  });
});

describe.each(["prod", "nonprod"])("Pulumi.%s.yaml", (stack) => {
  const config: Readonly<Record<string, unknown>> = yaml(`Pulumi.${stack}.yaml`).config;
  const texts = Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  /** As the engine merges them: the project's defaults below the stack's values. */
  const defaults = Object.entries(project.config).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[`xmpro:${key}`, typeof value === "string" ? value : JSON.stringify(value)]],
  );

  it("reads cleanly, with and without the engine's defaults", () => {
    const settings = readSettings(stack, { all: Object.fromEntries(texts) });
    expect(settings).toMatchObject({ environment: stack, domain: "example.com", region: "us-east-1" });
    expect(readSettings(stack, { all: Object.fromEntries([...defaults, ...texts]) })).toEqual(settings);
  });

  it("holds nothing but examples", () => {
    expect(exampleValues(readSettings(stack, { all: Object.fromEntries(texts) }))).toHaveLength(3);
  });

  it("names an account of its own", () => {
    expect(config["aws:allowedAccountIds"]).toEqual([stack === "prod" ? "444455556666" : "111122223333"]);
  });
});
