import { runCommand } from "../../../operate/command-line/run-command.ts";
import type { Deployment } from "../../../operate/database-copy/run-step.ts";
import type { StackOutputs } from "../../../operate/deployed-stack/stack-outputs.ts";
import { RESTORE_DATABASE, runRestoreDatabase } from "../../../operate/restore-database/run-restore-database.ts";
import { runUpgradeDatabase, UPGRADE_DATABASE } from "../../../operate/upgrade-database/run-upgrade-database.ts";
import { FakeRds } from "../../support/fake-rds.ts";
import { STACK } from "../deployed.ts";

export const LIVE = "xmpro-nonprod-database";
const DATABASE_URN = "urn:pulumi:nonprod::xmpro::xmpro-aws:infra:SqlServer$aws:rds/instance:Instance::database";

/** What a run of a command gave. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type RdsAccess = Awaited<ReturnType<FakeRds["start"]>>;

/** Both commands against an RDS in this process, with a stack that is not deployed anywhere. */
export class DatabaseCommands {
  readonly rds = new FakeRds();
  /** Pulumi's state: id of the server, and of the backups in the second region. */
  readonly state = { server: "", replication: "arn:backups:old" };
  /** Calls of the Pulumi CLI. */
  readonly pulumi: string[] = [];
  /** Fails a call of the Pulumi CLI. */
  failPulumi: (call: string) => boolean = () => false;
  /** Answers a question; undefined: there is no terminal. */
  answer: string | undefined;
  outputs: Partial<StackOutputs> = {};
  /** All that any run printed. */
  printed = "";
  #access: RdsAccess | undefined;
  #minutes = 0;

  async start(): Promise<this> {
    this.#access = await this.rds.start();
    const { details } = this.rds.add(LIVE);
    this.state.server = String(details.DbiResourceId);
    return this;
  }

  stop(): void {
    this.rds.stop();
  }

  upgrade(...options: readonly string[]): Promise<Run> {
    return this.#run((terminal) =>
      runCommand(UPGRADE_DATABASE, ["--stack", "nonprod", ...options], terminal, (given) =>
        runUpgradeDatabase(given, terminal, () => Promise.resolve(this.#deployment())),
      ),
    );
  }

  restore(...options: readonly string[]): Promise<Run> {
    return this.#run((terminal) =>
      runCommand(RESTORE_DATABASE, ["--stack", "nonprod", ...options], terminal, (given) =>
        runRestoreDatabase(given, terminal, () => Promise.resolve(this.#deployment())),
      ),
    );
  }

  async #run(run: (terminal: Parameters<typeof runCommand>[2]) => Promise<number>): Promise<Run> {
    const lines = { out: [] as string[], err: [] as string[] };
    const { answer } = this;
    const ask = (question: string) => {
      lines.err.push(question);
      return Promise.resolve(answer ?? "");
    };
    const code = await run({
      out: (line) => void lines.out.push(line),
      err: (line) => void lines.err.push(line),
      ask: answer === undefined ? undefined : ask,
    });
    const result = { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
    this.printed += `${result.out}\n${result.err}\n`;
    return result;
  }

  #deployment(): Deployment {
    return {
      stack: {
        ...STACK,
        tags: { project: "xmpro", "managed-by": "pulumi" },
        outputs: { ...STACK.outputs, databaseIdentifier: LIVE, ...this.outputs },
      },
      access: this.#access as RdsAccess,
      pause: async () => void this.#minutes++,
      now: () => new Date(Date.UTC(2026, 10, 30, 1, 30 + this.#minutes)),
      runPulumi: async (args, input) => {
        this.pulumi.push(args.slice(0, 2).join(" "));
        if (this.failPulumi(args.slice(0, 2).join(" "))) throw new Error("Pulumi failed");
        if (args[1] === "import") this.#import(JSON.parse(input ?? ""));
        return args[1] === "export" ? JSON.stringify(this.#export()) : "";
      },
    };
  }

  #export() {
    const { server, replication } = this.state;
    const ofBackups = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";
    const resources = [
      {
        urn: DATABASE_URN,
        type: "aws:rds/instance:Instance",
        id: server,
        outputs: { id: server, password: { ciphertext: "v1:" } },
      },
      ...(this.outputs.replicatedBackups
        ? [{ urn: `urn:x$${ofBackups}::replicated-backups`, type: ofBackups, id: replication, outputs: {} }]
        : []),
    ];
    return { version: 3, deployment: { resources } };
  }

  #import({ deployment }: { deployment: { resources: { type: string; id: string }[] } }): void {
    for (const { type, id } of deployment.resources) {
      if (type === "aws:rds/instance:Instance") this.state.server = id;
      else this.state.replication = id;
    }
  }
}
