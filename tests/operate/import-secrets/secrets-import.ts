import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../operate/command-line/run-command.ts";
import type { StackOutputs } from "../../../operate/deployed-stack/stack-outputs.ts";
import { IMPORT_SECRETS, runImportSecrets } from "../../../operate/import-secrets/run-import-secrets.ts";
import { FakeBeanstalk } from "../../support/fake-beanstalk.ts";
import { FakeSsm } from "../../support/fake-ssm.ts";

export const KEY = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555";

export const OUTPUTS: StackOutputs = {
  hosts: { sm: "sm.example.com", ds: "ds.example.com", ad: "ad.example.com" },
  certificateBucket: "certificates",
  packageBucket: "packages",
  parameterPrefixes: { sm: "XMSM", ds: "XMDS", ad: "XMAD" },
  parameterKeyArn: KEY,
  sqlServer: { host: "db.example.internal", port: 1433, username: "xmadmin", passwordParameter: "/xmpro/password" },
  redis: { host: "redis.example.internal", port: 6379, tokenParameter: "/xmpro/token" },
  autoScale: false,
};

/** Of a stack that says which environments it has, so that the command restarts them. */
export const WITH_ENVIRONMENTS: StackOutputs = {
  ...OUTPUTS,
  environments: { sm: "xmpro-nonprod-sm", ds: "xmpro-nonprod-ds", ad: "xmpro-nonprod-ad" },
};

/** What a run of the command gave. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Both, and the questions. */
  readonly all: string;
}

type SsmAccess = Awaited<ReturnType<FakeSsm["start"]>>;

/** The command against a Parameter Store in this process, with a stack that is not deployed anywhere. */
export class SecretsImport {
  readonly ssm = new FakeSsm();
  /** Subscription Manager's environment. */
  readonly environment = new FakeBeanstalk("xmpro-nonprod-sm");
  /** Milliseconds that the command waited, had a test the time. */
  waited = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), "import-secrets-"));
  #access: SsmAccess | undefined;
  outputs = OUTPUTS;
  /** Answers a question; undefined: there is no terminal. */
  answer: string | undefined;
  /** All that any run printed. */
  printed = "";

  async start(): Promise<this> {
    this.#access = await this.ssm.start();
    this.ssm.elsewhere = (form) => this.environment.answer(form);
    return this;
  }

  stop(): void {
    this.ssm.stop();
    rmSync(this.#folder, { recursive: true });
  }

  /** Imports these entries, by the options that are given. */
  import(entries: Readonly<Record<string, string>>, ...options: string[]): Promise<Run> {
    const escaped = (value: string) => value.replace(/[&<"\n]/g, (character) => `&#${character.codePointAt(0)};`);
    const xml = Object.entries(entries).map(([name, value]) => `<add key="${escaped(name)}" value="${escaped(value)}"/>`);
    return this.importFile(`<AppSecrets>\n${xml.join("\n")}\n</AppSecrets>`, ...options);
  }

  importFile(xml: string, ...options: string[]): Promise<Run> {
    const file = join(this.#folder, "App Secrets.xml");
    writeFileSync(file, xml);
    return this.run(file, ...options);
  }

  async run(...options: string[]): Promise<Run> {
    const product = options.includes("--product") ? [] : ["--product", "sm"];
    const lines = { out: [] as string[], err: [] as string[] };
    const { answer } = this;
    const ask = (question: string) => {
      lines.err.push(question);
      return Promise.resolve(answer ?? "");
    };
    const terminal = {
      out: (line: string) => void lines.out.push(line),
      err: (line: string) => void lines.err.push(line),
      ask: answer === undefined ? undefined : ask,
    };
    const access = this.#access as SsmAccess;
    const { outputs } = this;
    const stack = { name: "nonprod", accountId: "111122223333", region: "us-east-1", tags: { owner: "us" }, outputs } as const;
    const open = () => Promise.resolve({ stack, access });
    const argv = ["--stack", "nonprod", ...product, ...options];
    const pause = (milliseconds: number) => {
      this.waited += milliseconds;
      return Promise.resolve();
    };
    const code = await runCommand(IMPORT_SECRETS, argv, terminal, (given) => runImportSecrets(given, terminal, open, pause));
    const [out, err] = [lines.out.join("\n"), lines.err.join("\n")];
    const all = `${out}\n${err}`;
    this.printed += all;
    return { code, out, err, all };
  }

  /** The parameters as a file would have them: SecureStrings with the stack's key. */
  given(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) this.ssm.add(name, value, KEY);
  }

  /** Requests that change something. */
  writes(): string[] {
    return this.ssm.requests.filter((request) => !/^(Describe|Get)/.test(request));
  }
}
