import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readStackConfig } from "../../preview/engine/stack-config.ts";
import { stackNames } from "../../preview/engine/stack-names.ts";
import { SettingsError } from "../../stacks/settings/reader/settings-error.ts";
import { directoryOf, ROOT } from "./settings-directory.ts";

const read = (project: string, stack: string) =>
  readStackConfig(directoryOf({ "Pulumi.yaml": project, "Pulumi.a.yaml": stack }), "a");

describe("the configuration of a stack", () => {
  it.each([
    ["a text", "x:key: abc", "abc"],
    ["a quoted number", 'x:key: "012"', "012"],
    ["a number", "x:key: 7", "7"],
    ["false", "x:key: false", "false"],
    ["nothing", "x:key:", ""],
    ["a list", 'x:key: [a, "1", 2]', '["a","1",2]'],
    ["an object", "x:key: {tags: {a: b}}", '{"tags":{"a":"b"}}'],
    ["a key without the project", "key: abc", "abc"],
  ])("has %s in the form that the engine passes", (_, line, text) => {
    expect(read("name: x", `config:\n  ${line}`).config).toEqual({ "x:key": text });
  });

  it.each([
    ["a default", "a: {type: integer, default: 0}", { "x:a": "0" }],
    ["an empty list as default", "a: {type: array, default: []}", { "x:a": "[]" }],
    ["a value of the project", "aws:region: {value: us-east-1}", { "aws:region": "us-east-1" }],
    ["a plain value of the project", "a: 1", { "x:a": "1" }],
    ["no value and no default", "a: {type: string}", {}],
  ])("contains %s from Pulumi.yaml", (_, line, config) => {
    expect(read(`name: x\nconfig:\n  ${line}`, "config: {}").config).toEqual(config);
  });

  it("prefers the stack's value to the default", () => {
    expect(read("name: x\nconfig: {a: {default: 1}}", "config: {x:a: 2}").config).toEqual({ "x:a": "2" });
  });

  it("has the project's name", () => {
    expect(read("name: xmpro", "").project).toBe("xmpro");
  });

  it.each([
    ["a password", "x:sqlPassword: {secure: v1:abc=}", /^[A-Za-z0-9]{32,}$/],
    ["a private key", "x:certificatePrivateKey: {secure: v1:abc=}", /^-----BEGIN PRIVATE KEY-----\n/],
    ["the URLs of alarms", "x:alarmWebhooks: {secure: v1:abc=}", /^https:\/\/[a-z.]+\/$/],
    ["a secret in a list", "x:list: [a, {secure: v1:abc=}]", /^\["a","[A-Za-z0-9]{32,}"\]$/],
    ["a secret in an object", "x:object: {a: {secure: v1:abc=}}", /^\{"a":"[A-Za-z0-9]{32,}"\}$/],
  ])("contains a placeholder for %s, marked as secret", (_, line, standIn) => {
    const { config, secretKeys } = read("name: x", `config:\n  ${line}`);
    expect(Object.values(config)).toEqual([expect.stringMatching(standIn)]);
    expect(secretKeys).toEqual(Object.keys(config));
  });

  it("does not mark a plain password as secret, so it is refused", () => {
    expect(read("name: x", "config: {x:sqlPassword: abc}").secretKeys).toEqual([]);
  });
});

describe("a settings file that cannot be read", () => {
  const problems = (files: Readonly<Record<string, string>> | string) => {
    try {
      readStackConfig(typeof files === "string" ? files : directoryOf(files), "a");
    } catch (error) {
      if (error instanceof SettingsError) return error.problems;
    }
    return undefined;
  };

  it.each([
    ["no project file", {}, "Pulumi.yaml must be a readable file, got nothing of that name"],
    ["no stack file", { "Pulumi.yaml": "name: x" }, "Pulumi.a.yaml must be a readable file, got nothing of that name"],
    ["a list", { "Pulumi.yaml": "- a" }, 'Pulumi.yaml must be YAML such as "config:", got an error: the file has no keys'],
    [
      "a configuration that is a text",
      { "Pulumi.yaml": "name: x", "Pulumi.a.yaml": "config: abc" },
      'Pulumi.a.yaml must be YAML such as "config:", got an error: "config" has no keys',
    ],
    [
      "a key twice",
      { "Pulumi.yaml": "name: x", "Pulumi.a.yaml": "config:\n  a: 1\n  a: 2" },
      'Pulumi.a.yaml must be YAML such as "config:", got an error: a key occurs twice, at line 3, column 3',
    ],
  ])("is reported as one problem: %s", (_, files, problem) => {
    expect(problems(files)).toEqual([problem]);
  });

  it("is reported as one problem: a directory of that name", () => {
    const directory = directoryOf({ "Pulumi.yaml": "name: x" });
    mkdirSync(join(directory, "Pulumi.a.yaml"));
    expect(problems(directory)).toEqual(["Pulumi.a.yaml must be a readable file, got a directory of that name"]);
  });

  const bomb = ["a: &a [x,x,x,x,x,x,x,x,x,x]", "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]", "c: &c [*b,*b,*b,*b,*b,*b,*b]", "d: [*c,*c]"];
  it.each([
    ["an alias of nothing", "config:\n  x:domain: *sentinel"],
    ["aliases of aliases", bomb.join("\n")],
    ["an alias of itself", "config: &sentinel\n  x:domain: *sentinel"],
  ])("is reported as one problem: %s", (_, text) => {
    expect(problems({ "Pulumi.yaml": "name: x", "Pulumi.a.yaml": text })).toEqual([
      'Pulumi.a.yaml must be YAML such as "config:", got an error: an alias such as "*name" cannot be followed; write the value itself in its place',
    ]);
  });

  it.each([
    ["two documents", "config: {}\n---\nconfig: {}", 'a line "---" begins a second document, but only the first would be read'],
    ["a tab", "config:\n\tx:a: sentinel", "a tab is used instead of spaces"],
    ["an open quote", 'config:\n  x:a: "sentinel', 'something is missing, such as a closing quote or a ":"'],
    ["text behind a |", "config:\n  x:a: |sentinel\n", "a part cannot be understood"],
  ])("is reported in plain words: %s", (_, text, words) => {
    const [found, ...more] = problems({ "Pulumi.yaml": "name: x", "Pulumi.a.yaml": text }) ?? [];
    expect(found).toContain(`got an error: ${words}, at line `);
    expect(found).not.toContain("sentinel");
    expect(more).toEqual([]);
  });

  it("is reported without the line, which may contain a secret", () => {
    const found = problems({ "Pulumi.yaml": "name: x", "Pulumi.a.yaml": 'config:\n  x:sqlPassword: "sentinel\n b: [' });
    expect(found).toHaveLength(1);
    expect(found?.join()).not.toContain("sentinel");
  });
});

describe("the stacks of a directory", () => {
  it("are those with a settings file", () => {
    expect(stackNames(ROOT)).toEqual(["nonprod", "prod"]);
    expect(stackNames(directoryOf({ "Pulumi.yaml": "", "Pulumi.b.yaml": "", "Pulumi.a.yaml": "", "other.yaml": "" }))).toEqual([
      "a",
      "b",
    ]);
  });
});
