import {
  AddTagsToResourceCommand,
  type DBInstance,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  type ModifyDBInstanceCommandInput,
  RDSClient,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-rds";
import { CommandRefused } from "../command-line/command-refused.ts";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";
import type { Waiting } from "./waiting.ts";

/** A database instance of RDS, as far as the commands use it. */
export interface Server {
  readonly name: string;
  /** RDS's own id, "db-…": it stays when the name changes. */
  readonly resourceId: string;
  readonly arn: string;
  /** "available", "creating", "modifying" and so on. */
  readonly status: string;
  /** "16.00.4265.3.v1". */
  readonly version: string;
  readonly instanceClass: string;
  /** Undefined while it is created. */
  readonly host: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly details: DBInstance;
}

/** The database instances of an account and region. */
export class RdsServers {
  readonly client: RDSClient;
  readonly #waiting: Waiting;

  constructor(access: AwsAccess, waiting: Waiting) {
    this.client = new RDSClient(access);
    this.#waiting = waiting;
  }

  /** Undefined when no server has the name. */
  async find(name: string): Promise<Server | undefined> {
    const answer = await asked(`what the SQL Server ${name} is like`, () =>
      this.client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name })).catch((error: Error) => {
        if (/DBInstanceNotFound/.test(error.name)) return undefined;
        throw error;
      }),
    );
    return answer?.DBInstances?.map(serverOf)[0];
  }

  /** The server under whatever name it has now. */
  async findById(resourceId: string): Promise<Server | undefined> {
    const Filters = [{ Name: "dbi-resource-id", Values: [resourceId] }];
    const answer = await asked(`which SQL Server has the id ${resourceId}`, () =>
      this.client.send(new DescribeDBInstancesCommand({ Filters })),
    );
    return answer.DBInstances?.map(serverOf)[0];
  }

  /** Changes a server at once, and waits until the change is visible. */
  async modify(
    server: Server,
    what: string,
    change: Omit<ModifyDBInstanceCommandInput, "DBInstanceIdentifier" | "ApplyImmediately">,
    isDone: (server: Server) => boolean,
  ): Promise<Server> {
    const input = { DBInstanceIdentifier: server.name, ApplyImmediately: true, ...change };
    const isSecret = change.MasterUserPassword !== undefined;
    await this.whenFree(what, () => this.client.send(new ModifyDBInstanceCommand(input)), isSecret);
    return this.settled(server.resourceId, what, isDone);
  }

  /** Orders something of a server. It may still be at work, as AWS shows "available" for a moment before it begins a change. */
  whenFree<Answer>(what: string, ask: () => Promise<Answer>, isSecret = false): Promise<Answer> {
    return this.#waiting.until(what, () =>
      ordered(
        what,
        () =>
          ask().then(
            (result) => ({ state: "ordered", result }),
            (error: Error) => {
              if (/InvalidDBInstanceState/.test(error.name)) return { state: "the server is at work" };
              throw error;
            },
          ),
        isSecret,
      ),
    );
  }

  /** Waits until a server is available and as it should be. */
  settled(resourceId: string, what: string, isDone: (server: Server) => boolean = () => true): Promise<Server> {
    return this.#waiting.until(what, async () => {
      const server = await this.findById(resourceId);
      if (server === undefined) return { state: "not listed" };
      if (/fail|incompatible|inaccessible|storage-full|restore-error/.test(server.status)) throw broken(server, what);
      const isReady = server.status === "available" && isUnchanging(server) && isDone(server);
      return isReady ? { state: server.status, result: server } : { state: server.status };
    });
  }

  async tag({ arn, name }: Server, tags: Readonly<Record<string, string>>): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await ordered(`tag ${name}`, () => this.client.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags })));
  }

  async untag({ arn, name }: Server, keys: readonly string[]): Promise<void> {
    const input = { ResourceName: arn, TagKeys: [...keys] };
    await ordered(`take tags off ${name}`, () => this.client.send(new RemoveTagsFromResourceCommand(input)));
  }
}

/**
 * Orders something of AWS. The message has AWS's own words, but not for a request that holds a password.
 *
 * @throws CommandRefused when AWS refuses
 */
export async function ordered<Answer>(what: string, ask: () => Promise<Answer>, isSecret = false): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const said = isSecret ? "" : `: ${(message.split("\n")[0] ?? "").replace(/\.$/, "")}`;
    throw new CommandRefused(
      [`AWS did not ${what}: ${name}${said}. What was done so far stays. The same step goes on from there.`],
      EXIT_CODE.wrong,
    );
  }
}

function broken({ name, status }: Server, what: string): CouldNotLook {
  return new CouldNotLook(`${name} is "${status}", so waiting to ${what} ends. Look at its events in the RDS console.`);
}

/** RDS shows "available" for a moment before it begins a change. Then the change is still listed as pending. */
function isUnchanging({ details }: Server): boolean {
  const { EngineVersion, DBInstanceClass, MultiAZ, MasterUserPassword, DBInstanceIdentifier, BackupRetentionPeriod } =
    details.PendingModifiedValues ?? {};
  const pending = [EngineVersion, DBInstanceClass, MultiAZ, MasterUserPassword, DBInstanceIdentifier, BackupRetentionPeriod];
  return pending.every((value) => value === undefined);
}

function serverOf(details: DBInstance): Server {
  return {
    name: details.DBInstanceIdentifier ?? "",
    resourceId: details.DbiResourceId ?? "",
    arn: details.DBInstanceArn ?? "",
    status: details.DBInstanceStatus ?? "",
    version: details.EngineVersion ?? "",
    instanceClass: details.DBInstanceClass ?? "",
    host: details.Endpoint?.Address,
    tags: new Map((details.TagList ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
    details,
  };
}
