import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteParametersCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Product } from "../../infra/xmpro/products.ts";

/** What the steps may do with the stack that they are rehearsed on. */
export interface ImportHands {
  /** Folder of the project that the stack was deployed from. */
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

/** What a step must give. */
export interface Expected {
  readonly code: number;
  /** "1 changed, 4 unchanged". */
  readonly changes: string;
  /** Without it none may be written. */
  readonly written?: number;
  readonly deleted?: number;
  readonly restart?: string;
}

/** What `--json` prints, as far as it is looked at. */
interface Document {
  readonly parameters: readonly { readonly change: string }[];
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  readonly restart?: { readonly outcome: string };
}

type Entries = Readonly<Record<string, string>>;

/** A part of each value: none may be printed. */
export const SECRET = "s3ntinel";
const CHANGES = ["new", "changed", "unchanged", "kept", "stale", "blocked", "only in SSM"];

/** `npm run import-secrets` as a person types it, step by step, and what SSM has then. */
export class ImportSteps {
  readonly #hands: ImportHands;
  readonly #folder = mkdtempSync(join(tmpdir(), "secrets-"));
  readonly #imported = new Set<string>();

  constructor(hands: ImportHands) {
    this.#hands = hands;
  }

  /** Imports a file with these entries. */
  import(step: string, expected: Expected, product: Product, entries: Entries, ...options: string[]): void {
    const file = join(this.#folder, "App Secrets.xml");
    writeFileSync(file, product === "sm" ? withAttributes(entries) : withElements(entries));
    for (const name of Object.keys(entries)) this.#imported.add(name);
    this.run(step, expected, product, file, ...options);
  }

  /** Runs the command with these options. */
  run(step: string, expected: Expected, product: Product, ...options: string[]): void {
    const { project, stack, note } = this.#hands;
    console.error(`${stack}: ${step} …`);
    const words = ["run", "--silent", "import-secrets", "--", "--stack", stack, "--json", "--product", product, ...options];
    const { status, stdout, stderr } = spawnSync("npm", words, { cwd: project, encoding: "utf8" });
    const document = stdout.startsWith("{") ? (JSON.parse(stdout) as Partial<Document>) : {};
    const { parameters = [], written = [], deleted = [], restart } = document;
    const count = (change: string) => parameters.filter((parameter) => parameter.change === change).length;
    const changes = CHANGES.flatMap((change) => (count(change) > 0 ? [`${count(change)} ${change}`] : [])).join(", ");
    const seen = [status, changes, written.length, deleted.length, restart?.outcome].join();
    const { code, written: writes = 0, deleted: deletes = 0 } = expected;
    const isRight = seen === [code, expected.changes, writes, deletes, expected.restart].join();
    const isLeaking = `${stdout}${stderr}`.includes(SECRET);
    const failure = isLeaking
      ? "a value is printed"
      : isRight
        ? undefined
        : `exit code ${status}: ${stderr.trim().split("\n").at(-1)}`;
    note(step, [changes, restart?.outcome].filter(Boolean).join("; "), failure === undefined ? "ok" : `FAILED: ${failure}`);
  }

  /** A step: SSM holds these values, as SecureStrings. */
  async expect(step: string, entries: Entries): Promise<void> {
    const command = new GetParametersCommand({ Names: Object.keys(entries), WithDecryption: true });
    const { Parameters = [] } = await this.#client().send(command);
    const right = Parameters.filter(({ Name = "", Value, Type }) => Type === "SecureString" && Value === entries[Name]);
    const wrong = Object.keys(entries).filter((name) => !right.some(({ Name }) => Name === name));
    this.#hands.note(step, `${right.length} parameters`, wrong.length === 0 ? "ok" : `FAILED: ${wrong.join(", ")}`);
  }

  /** The value of a parameter. */
  async valueOf(name: string): Promise<string> {
    const { Parameters: [found] = [] } = await this.#client().send(
      new GetParametersCommand({ Names: [name], WithDecryption: true }),
    );
    return found?.Value ?? "";
  }

  /** Deletes what was imported, as docs/remove.md says: Pulumi does not know it. */
  async end(): Promise<void> {
    rmSync(this.#folder, { recursive: true });
    await this.#client().send(new DeleteParametersCommand({ Names: [...this.#imported] }));
  }

  #client(): SSMClient {
    return new SSMClient({ region: this.#hands.region });
  }
}

/** Attributes, in UTF-8. */
function withAttributes(entries: Entries): Buffer {
  const escaped = (value: string) => value.replaceAll("<", "&lt;");
  const rows = Object.entries(entries).map(([name, value]) => `<add key="${name}" value="${escaped(value)}"/>`);
  return Buffer.from(`<AppSecrets>\n${rows.join("\n")}\n</AppSecrets>`);
}

/** Elements, in UTF-16. */
function withElements(entries: Entries): Buffer {
  const rows = Object.entries(entries).map(
    ([name, value]) => `<secret><name>${name}</name><value><![CDATA[${value}]]></value></secret>`,
  );
  const head = '\ufeff<?xml version="1.0" encoding="utf-16"?>';
  return Buffer.from(`${head}\n<secrets>\n${rows.join("\n")}\n</secrets>`, "utf16le");
}
