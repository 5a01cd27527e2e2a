import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dockerIgnore } from "../../../../infra/relay/image/docker-ignore.ts";

const ignores = (text: string, path: string) => dockerIgnore(text).ignores(path);

describe(".dockerignore", () => {
  it.each([
    ["a", "a", true],
    ["a", "a/b/c", true],
    ["a", "b/a", false],
    ["a", "ab", false],
    ["/a/", "a/b", true],
    ["*", "a/b", true],
    ["*.md", "README.md", true],
    ["*.md", "a/README.md", false],
    ["**/*.md", "README.md", true],
    ["**/*.md", "a/b/README.md", true],
    ["a/**", "a/b/c", true],
    ["a/*", "a/b/c", true],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["a.c", "abc", false],
    ["", "a", false],
    ["# a", "# a", false],
    ["  a  ", "a", true],
    ["b\r\na\r\n", "a", true],
  ])("with the lines %j excludes %s: %s", (text, path, expected) => {
    expect(ignores(text, path)).toBe(expected);
  });

  it("applies the last line that matches", () => {
    const text = "*\n!a\na/secret\n!a/secret/not";
    expect(["b", "a", "a/x", "a/secret", "a/secret/x", "a/secret/not"].map((path) => ignores(text, path))).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ["*\n!a/b", "c", true],
    ["*\n!a/b", "a", false],
    ["*\n!**/b", "c", false],
    ["a", "b", false],
    ["a", "a", true],
  ])("with the lines %j excludes everything below %s: %s", (text, folder, expected) => {
    expect(dockerIgnore(text).ignoresFolder(folder)).toBe(expected);
  });

  it.each(["[a-z]", "a\\b"])(
    "refuses the unsupported pattern %s, because the hash would cover other files than Docker reads",
    (text) => {
      expect(() => dockerIgnore(`*\n${text}`)).toThrow(
        `.dockerignore must have plain names, * and ? such as "**/*.md", got "${text}"`,
      );
    },
  );

  it("of this project includes only the relay's sources and the lock file, so a change of another file causes no build", () => {
    const own = dockerIgnore(readFileSync(new URL("../../../../.dockerignore", import.meta.url), "utf8"));
    const paths = [
      "package.json",
      "package-lock.json",
      "relay-service/Dockerfile",
      "relay-service/src/main.ts",
      "relay-service/README.md",
      "relay-service/dist/main.mjs",
      "relay-service/demo/demo.ts",
      "relay-service/smoke/smoke.ts",
      "relay-service/command-arguments.ts",
      "relay-service/node_modules/hono/index.js",
      "node_modules/hono/index.js",
      "Pulumi.prod.yaml",
      ".git/config",
    ];
    expect(paths.filter((path) => !own.ignores(path))).toEqual(paths.slice(0, 4));
  });
});
