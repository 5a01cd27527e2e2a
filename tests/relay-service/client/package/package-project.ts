import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll } from "vitest";
import { type BuiltPackage, buildPackage } from "../../../../relay-service/build-package.ts";

/** The package as `npm run package` makes it, and an otherwise empty project that has installed its tarball. */
export interface PackageProject {
  readonly built: BuiltPackage;
  readonly folder: string;
  /** Adds a file to the project, and returns its path. */
  write(name: string, content: string): string;
  /** What Node prints that runs a file of the project, on either channel. */
  node(file: string, ...args: string[]): Promise<string>;
}

/** Sets up the project for the tests around it; it can be used in tests and hooks only. */
export function packageProject(): PackageProject {
  const project = {} as { -readonly [Part in keyof PackageProject]: PackageProject[Part] };
  let root: string;

  project.write = (name, content) => {
    const file = join(project.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  project.node = async (file, ...args) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args], { cwd: project.folder });
    return stdout + stderr;
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "mte-relay-package-"));
    project.built = await buildPackage(root);
    project.folder = join(root, "project");
    project.write("package.json", '{ "name": "project", "private": true, "type": "module" }');
    // Without a registry and with an empty cache: the package has no dependencies.
    const install = ["install", "--offline", "--no-audit", "--no-fund", "--cache", join(root, "cache"), project.built.tarball];
    await promisify(execFile)("npm", install, { cwd: project.folder });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return project;
}
