import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The project's root folder. */
export const ROOT = join(import.meta.dirname, "..", "..");
export const STACKS = ["nonprod", "prod"] as const;
export type StackName = (typeof STACKS)[number];

/** A copy of the project with its committed settings, so the checkout stays unchanged. */
export interface ProjectCopy {
  /** The folder of the settings. */
  readonly folder: string;
  /** The folder of the code. It is separate from the settings, because the image's build context is all of it. */
  readonly sources: string;
  readonly remove: () => void;
}

/** Copies settings and code. Only one value differs: the account is the emulator's. */
export async function copyProject(endpoint: string): Promise<ProjectCopy> {
  const account = await accountOf(endpoint);
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  for (const file of ["Pulumi.yaml", "package.json"]) cpSync(join(ROOT, file), join(folder, file));
  for (const stack of STACKS) {
    const settings = readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8");
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), settings.replace(/"\d{12}"/, `"${account}"`));
  }
  const sources = join(folder, "sources");
  for (const part of [
    "stacks",
    "infra",
    "operate",
    "preview",
    "github",
    "relay-service",
    "package.json",
    "package-lock.json",
    ".dockerignore",
  ]) {
    cpSync(join(ROOT, part), join(sources, part), { recursive: true, filter: (path) => !/[/\\](node_modules|dist)$/.test(path) });
  }
  symlinkSync(join(ROOT, "node_modules"), join(sources, "node_modules"));
  for (const link of ["stacks", "infra", "operate", "preview", "github", "node_modules"])
    symlinkSync(join(sources, link), join(folder, link));
  return { folder, sources, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function accountOf(endpoint: string): Promise<string> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: "AWS4-HMAC-SHA256 Credential=rehearsal/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  });
  const account = /<Account>(\d{12})<\/Account>/.exec(await response.text())?.[1];
  if (account === undefined) throw new Error("the emulator reports no account id");
  return account;
}
