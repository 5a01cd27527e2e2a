import {
  CopyDBSnapshotCommand,
  CreateDBSnapshotCommand,
  type DBSnapshot,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
} from "@aws-sdk/client-rds";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { asked } from "../deployed-stack/aws-access.ts";
import { ordered, type RdsServers, type Server } from "./rds-servers.ts";
import type { Waiting } from "./waiting.ts";

/** What a copy gets its data from. */
export type Source =
  | { readonly kind: "now" }
  | { readonly kind: "snapshot"; readonly name: string }
  | { readonly kind: "time"; readonly time: Date };

/** The snapshots of an account and region. */
export class Snapshots {
  readonly #servers: RdsServers;
  readonly #waiting: Waiting;

  constructor(servers: RdsServers, waiting: Waiting) {
    this.#servers = servers;
    this.#waiting = waiting;
  }

  async find(name: string): Promise<DBSnapshot | undefined> {
    const input = { DBSnapshotIdentifier: name, ...(name.startsWith("arn:") ? { IncludeShared: true } : {}) };
    const answer = await asked(`what the snapshot ${name} is like`, () =>
      this.#servers.client.send(new DescribeDBSnapshotsCommand(input)).catch((error: Error) => {
        if (/DBSnapshotNotFound/.test(error.name)) return undefined;
        throw error;
      }),
    );
    return answer?.DBSnapshots?.[0];
  }

  /** A snapshot of a server as it is now. One that an interrupted run began is awaited in place of a second one. */
  async create(server: Server, name: string, tags: Readonly<Record<string, string>>): Promise<DBSnapshot> {
    const input = { DBInstanceIdentifier: server.name, SnapshotType: "manual" };
    const { DBSnapshots = [] } = await asked(`which snapshots ${server.name} has`, () =>
      this.#servers.client.send(new DescribeDBSnapshotsCommand(input)),
    );
    const begun = DBSnapshots.find(
      ({ Status, DBSnapshotIdentifier = "" }) =>
        Status === "creating" && DBSnapshotIdentifier.startsWith(`${server.name}-before-`),
    );
    const identifier = begun?.DBSnapshotIdentifier ?? name;
    if (begun === undefined) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const order = { DBInstanceIdentifier: server.name, DBSnapshotIdentifier: identifier, Tags };
      await this.#servers.whenFree(`make the snapshot ${identifier}`, () =>
        this.#servers.client.send(new CreateDBSnapshotCommand(order)),
      );
    }
    return this.#available(identifier);
  }

  /**
   * A snapshot under the key of the server that it will replace: RDS restores with the key of the snapshot, and Pulumi would replace a server
   * with another key. Another account's snapshot is copied too.
   */
  async underKeyOf(server: Server, snapshot: DBSnapshot, name: string): Promise<DBSnapshot> {
    const isOurs = snapshot.DBSnapshotArn?.split(":")[4] === server.arn.split(":")[4];
    if (isOurs && snapshot.Encrypted && snapshot.KmsKeyId === server.details.KmsKeyId) return snapshot;
    const copied = await this.find(name);
    if (copied === undefined) {
      const input = {
        SourceDBSnapshotIdentifier: snapshot.DBSnapshotArn,
        TargetDBSnapshotIdentifier: name,
        KmsKeyId: server.details.KmsKeyId,
      };
      await ordered(`copy the snapshot under the stack's key`, () => this.#servers.client.send(new CopyDBSnapshotCommand(input)));
    } else if (copied.SourceDBSnapshotIdentifier !== snapshot.DBSnapshotArn) {
      const problem = `There is already a snapshot ${name}, and it is no copy of the one that shall be restored. Delete it first.`;
      throw new CommandRefused([problem], EXIT_CODE.wrong);
    }
    return this.#available(name);
  }

  async delete(name: string): Promise<void> {
    if ((await this.find(name)) === undefined) return;
    const input = { DBSnapshotIdentifier: name };
    await ordered(`delete the snapshot ${name}`, () => this.#servers.client.send(new DeleteDBSnapshotCommand(input)));
  }

  #available(name: string): Promise<DBSnapshot> {
    return this.#waiting.until(`find the snapshot ${name} available`, async () => {
      const snapshot = await this.find(name);
      const { Status = "not listed", PercentProgress = 0 } = snapshot ?? {};
      if (/fail/.test(Status)) throw new CommandRefused([`The snapshot ${name} is "${Status}".`], EXIT_CODE.wrong);
      return Status === "available" && snapshot
        ? { state: Status, result: snapshot }
        : { state: `${Status}, ${PercentProgress} %` };
    });
  }
}

/** What keeps a snapshot from becoming the stack's server: nothing that AWS would say itself, or only after half an hour. */
export function snapshotProblems(snapshot: DBSnapshot, original: Server, username: string): string[] {
  const { DBSnapshotIdentifier: name, Status, Engine, MasterUsername } = snapshot;
  const { Engine: engine } = original.details;
  return [
    ...(Status === "available" ? [] : [`The snapshot ${name} is "${Status}", not available.`]),
    ...(Engine === engine
      ? []
      : [`The snapshot ${name} is of ${Engine}, and the stack's server of ${engine}. RDS cannot change that.`]),
    ...(MasterUsername === username
      ? []
      : [
          `The snapshot ${name} has the login ${MasterUsername}, and the stack's server ${username}. A restored server keeps its login, so it does not fit a deployed stack. Deploy a new stack with sqlSnapshotIdentifier.`,
        ]),
  ];
}
