import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { contextFiles, contextHash } from "../../../../infra/relay/image/build-context.ts";

const ROOT = new URL("../../../..", import.meta.url).pathname;
const DOCKERFILE = "relay/Dockerfile";
const made: string[] = [];

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "context-"));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true });
});

const sources = {
  ".dockerignore": "*\n!package.json\n!relay\nrelay/dist\n**/*.md",
  "package.json": "{}",
  "relay/Dockerfile": "FROM scratch",
  "relay/src/main.ts": "main",
  "relay/src/README.md": "text",
  "relay/dist/main.mjs": "built",
  "stacks/index.ts": "program",
};

describe("the files of a build context", () => {
  it("are those that .dockerignore includes, in a fixed order", () => {
    expect(contextFiles(folder(sources), DOCKERFILE)).toEqual(["package.json", "relay/Dockerfile", "relay/src/main.ts"]);
  });

  it("of this project are the relay's sources", () => {
    const files = contextFiles(ROOT, "relay-service/Dockerfile");
    expect(files).toEqual(expect.arrayContaining(["package-lock.json", "relay-service/Dockerfile", "relay-service/src/main.ts"]));
    expect(files.filter((path) => !/^(package(-lock)?\.json$|relay-service\/)/.test(path))).toEqual([]);
    expect(files.filter((path) => /node_modules|\/dist\/|\.md$/.test(path))).toEqual([]);
  });

  it("are those of the Dockerfile's own .dockerignore if there is one, and always the Dockerfile", () => {
    const root = folder({
      ...sources,
      "relay/packages.Dockerfile": "FROM scratch",
      "relay/packages.Dockerfile.dockerignore": "*\n!package.json",
    });
    expect(contextFiles(root, "relay/packages.Dockerfile")).toEqual(["package.json", "relay/packages.Dockerfile"]);
  });

  it("of this project's packages are only the files that npm reads, without sources", () => {
    expect(contextFiles(ROOT, "relay-service/dependencies.Dockerfile")).toEqual([
      "package-lock.json",
      "package.json",
      "relay-service/dependencies.Dockerfile",
      "relay-service/package.json",
    ]);
  });
});

const hashOf = (root: string, dockerfile = DOCKERFILE) => contextHash(root, dockerfile);

describe("the hash of a build context", () => {
  it("is the same for the same files in another folder and at another time", () => {
    const one = folder(sources);
    const other = folder(sources);
    utimesSync(join(other, "package.json"), 1, 1);
    expect(hashOf(one)).toBe(hashOf(other));
    expect(hashOf(one)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(["stacks/index.ts", "relay/dist/main.mjs", "relay/src/README.md", "README.md"])("ignores %s", (path) => {
    expect(hashOf(folder({ ...sources, [path]: "changed" }))).toBe(hashOf(folder(sources)));
  });

  it.each([
    ["another content", { "relay/src/main.ts": "main2" }],
    ["another Dockerfile", { "relay/Dockerfile": "FROM other" }],
    ["another lock file", { "package.json": '{"a":1}' }],
    ["an additional file", { "relay/src/b.ts": "" }],
    ["a file that .dockerignore includes now", { ".dockerignore": "*\n!package.json\n!relay\nrelay/dist" }],
  ])("changes with %s", (_, change) => {
    expect(hashOf(folder({ ...sources, ...change }))).not.toBe(hashOf(folder(sources)));
  });

  it("differs for two files and for one with the contents of both", () => {
    const two = folder({ ".dockerignore": ".dockerignore", a: "1", b: "2" });
    const { mode } = lstatSync(join(two, "b"));
    const swapped = folder({ ".dockerignore": ".dockerignore", a: "2", b: "1" });
    const renamed = folder({ ".dockerignore": ".dockerignore", a: "1", c: "2" });
    const joined = ["12", "1b2", `1b\0${mode}2`].map((a) => folder({ ".dockerignore": ".dockerignore", a }));
    const hashes = [two, swapped, renamed, ...joined].map((root) => hashOf(root, "a"));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("changes with a file's mode, for which the Docker provider builds again", () => {
    const root = folder(sources);
    const before = hashOf(root);
    chmodSync(join(root, "package.json"), 0o755);
    expect(hashOf(root)).not.toBe(before);
  });

  it("uses the target of a symbolic link, as Docker does", () => {
    const root = folder({ ".dockerignore": "", "a/x": "1" });
    symlinkSync("a", join(root, "link"));
    const other = folder({ ".dockerignore": "" });
    cpSync(join(root, "a"), join(other, "a"), { recursive: true });
    expect(contextFiles(root, "a/x")).toContain("link");
    expect(hashOf(root, "a/x")).not.toBe(hashOf(other, "a/x"));
  });
});
