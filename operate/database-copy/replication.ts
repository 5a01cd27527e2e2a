import {
  type DBInstanceAutomatedBackup,
  DescribeDBInstanceAutomatedBackupsCommand,
  RDSClient,
  StartDBInstanceAutomatedBackupsReplicationCommand,
  StopDBInstanceAutomatedBackupsReplicationCommand,
} from "@aws-sdk/client-rds";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";
import { ordered, type Server } from "./rds-servers.ts";

/** The second region of `sqlBackupRegion`, and its key. */
export interface SecondRegion {
  readonly region: string;
  readonly kmsKeyArn: string;
}

/** Copies of automatic backups in a second region. AWS copies those of a server and not of a name, so a swap has to move them. */
export class Replication {
  readonly #client: RDSClient;
  readonly #region: SecondRegion;

  constructor(access: AwsAccess, region: SecondRegion) {
    this.#client = new RDSClient({ ...access, region: region.region });
    this.#region = region;
  }

  /** Ends the copying of a server's backups, before its name changes. AWS keeps what is copied until its retention ends. */
  async stop(server: Server): Promise<void> {
    if ((await this.#of(server)) === undefined) return;
    const input = { SourceDBInstanceArn: server.arn };
    await ordered(`stop copying the backups of ${server.name} to ${this.#region.region}`, () =>
      this.#client.send(new StopDBInstanceAutomatedBackupsReplicationCommand(input)),
    );
  }

  /** @returns the ARN of the backups in the second region */
  async start(server: Server): Promise<string | undefined> {
    const existing = await this.#of(server);
    if (existing !== undefined) return existing.DBInstanceAutomatedBackupsArn;
    const { BackupRetentionPeriod } = server.details;
    const input = { SourceDBInstanceArn: server.arn, KmsKeyId: this.#region.kmsKeyArn, BackupRetentionPeriod };
    const answer = await ordered(`copy the backups of ${server.name} to ${this.#region.region}`, () =>
      this.#client.send(new StartDBInstanceAutomatedBackupsReplicationCommand(input)),
    );
    return answer.DBInstanceAutomatedBackup?.DBInstanceAutomatedBackupsArn;
  }

  async #of({ resourceId, name }: Server): Promise<DBInstanceAutomatedBackup | undefined> {
    const answer = await asked(`which backups of ${name} are in ${this.#region.region}`, () =>
      this.#client.send(new DescribeDBInstanceAutomatedBackupsCommand({ DbiResourceId: resourceId })),
    );
    return answer.DBInstanceAutomatedBackups?.find(({ Status = "" }) => !/retained|deleting/i.test(Status));
  }
}
