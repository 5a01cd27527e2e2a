import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

type Details = Record<string, unknown>;
type Parameters = Readonly<Record<string, string>>;

/** A server of the fake. A change becomes visible only after some looks, as with AWS. */
export interface FakeServer {
  details: Details;
  /** Each change that AWS still works on: the status meanwhile, what is pending, and what happens at its end. */
  readonly changes: { looks: number; readonly status: string; readonly pending: Details; readonly apply: () => void }[];
}

export interface FakeSnapshot {
  looks: number;
  readonly details: Details;
}

class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Names of the elements of a list in RDS's XML. */
const ITEMS: Readonly<Record<string, string>> = {
  DBInstances: "DBInstance",
  DBSnapshots: "DBSnapshot",
  TagList: "Tag",
  VpcSecurityGroups: "VpcSecurityGroupMembership",
  DBParameterGroups: "DBParameterGroup",
  OptionGroupMemberships: "OptionGroupMembership",
  DBEngineVersions: "DBEngineVersion",
  ValidUpgradeTarget: "UpgradeTarget",
  OrderableDBInstanceOptions: "OrderableDBInstanceOption",
  Parameters: "Parameter",
  DBInstanceAutomatedBackups: "DBInstanceAutomatedBackup",
};

const ACCOUNT = "123456789012";
const VERSIONS = ["15.00.4430.1.v1", "15.00.4480.2.v1", "16.00.4215.2.v1", "16.00.4265.3.v1"];
const arn = (kind: string, name: string) => `arn:aws:rds:us-east-1:${ACCOUNT}:${kind}:${name}`;

/**
 * RDS for SQL Server as the commands see it, and the one parameter of SSM that they read: their HTTP APIs on loopback. It refuses what AWS refuses,
 * and a copy inherits what AWS lets it inherit.
 */
export class FakeRds {
  readonly servers: FakeServer[] = [];
  readonly snapshots: FakeSnapshot[] = [];
  readonly groups = new Map<string, { family: string; values: Record<string, string> }>();
  /** Backups in the second region: id of the server to their ARN. */
  readonly replicated = new Map<string, string>();
  /** Actions that write, with the name that they are about, in order. */
  readonly writes: string[] = [];
  /** Refuses a request; undefined lets it pass. */
  refuse: (action: string, parameters: Parameters) => { code: string; message: string } | undefined = () => undefined;
  /** How often a change must be looked at before it is done. */
  looks = 2;
  password = "Sentinel-password-1";
  #made = 0;
  readonly #http = createServer((request, response) => {
    void text(request).then((body) => {
      const target = request.headers["x-amz-target"];
      if (target !== undefined) {
        const answer = JSON.stringify({ Parameter: { Value: this.password } });
        return response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(answer);
      }
      const parameters = Object.fromEntries(new URLSearchParams(body));
      const [status, answer] = this.#answer(parameters.Action ?? "", parameters);
      return response.writeHead(status, { "content-type": "text/xml" }).end(answer);
    });
  });

  /** What a client of the SDK is made with. */
  async start() {
    await new Promise<void>((resolve) => this.#http.listen(0, "127.0.0.1", resolve));
    const { port } = this.#http.address() as AddressInfo;
    const credentials = { accessKeyId: "fake", secretAccessKey: "fake" };
    return { region: "us-east-1", maxAttempts: 1, endpoint: `http://127.0.0.1:${port}`, credentials };
  }

  stop(): void {
    this.#http.closeAllConnections();
    this.#http.close();
  }

  /** Adds a server that is available. */
  add(name: string, more: Details = {}): FakeServer {
    const server: FakeServer = {
      details: {
        DBInstanceIdentifier: name,
        DbiResourceId: `db-${String(++this.#made).padStart(26, "A")}`,
        DBInstanceArn: arn("db", name),
        DBInstanceStatus: "available",
        Engine: "sqlserver-se",
        EngineVersion: "15.00.4430.1.v1",
        DBInstanceClass: "db.m6i.large",
        MasterUsername: "xmadmin",
        Endpoint: { Address: `${name}.x.us-east-1.rds.amazonaws.com`, Port: 1433 },
        LatestRestorableTime: "2026-11-30T01:00:00.000Z",
        KmsKeyId: "arn:key:stack",
        StorageEncrypted: true,
        BackupRetentionPeriod: 14,
        PreferredBackupWindow: "22:00-23:00",
        PreferredMaintenanceWindow: "sun:00:00-sun:01:00",
        DeletionProtection: true,
        MultiAZ: true,
        MaxAllocatedStorage: 500,
        AutoMinorVersionUpgrade: true,
        CopyTagsToSnapshot: true,
        MonitoringInterval: 60,
        MonitoringRoleArn: "arn:role:monitoring",
        PerformanceInsightsEnabled: true,
        EnabledCloudwatchLogsExports: ["agent", "error"],
        DBSubnetGroup: { DBSubnetGroupName: "isolated" },
        VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-1" }],
        DBParameterGroups: [{ DBParameterGroupName: "database-1", ParameterApplyStatus: "in-sync" }],
        OptionGroupMemberships: [{ OptionGroupName: "database-backups-1" }],
        TagList: [],
        ...more,
      },
      changes: [],
    };
    this.servers.push(server);
    this.groups.set("database-1", { family: "sqlserver-se-15.0", values: { "rds.force_ssl": "1" } });
    return server;
  }

  addSnapshot(name: string, more: Details = {}): void {
    this.snapshots.push({
      looks: 0,
      details: {
        DBSnapshotIdentifier: name,
        DBSnapshotArn: arn("snapshot", name),
        Status: "available",
        Engine: "sqlserver-se",
        EngineVersion: "15.00.4430.1.v1",
        MasterUsername: "xmadmin",
        Encrypted: true,
        KmsKeyId: "arn:key:stack",
        SnapshotCreateTime: "2026-11-29T12:00:00.000Z",
        ...more,
      },
    });
  }

  named(name: string): Details | undefined {
    return this.servers.find(({ details }) => details.DBInstanceIdentifier === name)?.details;
  }

  /** Names of the servers with their ids, in the order of the names. */
  get names(): string[] {
    return this.servers.map(({ details }) => String(details.DBInstanceIdentifier)).sort();
  }

  tagsOf(name: string): Record<string, string> {
    const tags = (this.named(name)?.TagList ?? []) as { Key: string; Value: string }[];
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
  }

  #answer(action: string, parameters: Parameters): [number, string] {
    try {
      if (!action.startsWith("Describe")) {
        const about = parameters.DBInstanceIdentifier ?? parameters.TargetDBInstanceIdentifier ?? parameters.ResourceName ?? "";
        const name =
          about || (parameters.DBSnapshotIdentifier ?? parameters.DBParameterGroupName ?? parameters.SourceDBInstanceArn ?? "");
        this.writes.push(`${action} ${name}`);
      }
      const refusal = this.refuse(action, parameters);
      if (refusal) throw new Refused(refusal.code, refusal.message);
      const run = this.#actions[action];
      if (run === undefined) throw new Refused("InvalidAction", `the fake has no ${action}`);
      return [200, `<${action}Response><${action}Result>${xml(run(parameters))}</${action}Result></${action}Response>`];
    } catch (error) {
      const { code = "InternalFailure", message } = error as Refused;
      return [400, `<ErrorResponse><Error><Type>Sender</Type>${xml({ Code: code, Message: message })}</Error></ErrorResponse>`];
    }
  }

  readonly #actions: Readonly<Record<string, (parameters: Parameters) => Details>> = {
    DescribeDBInstances: (parameters) => {
      const id = parameters["Filters.Filter.1.Values.Value.1"];
      const name = parameters.DBInstanceIdentifier;
      for (const server of this.servers) this.#look(server);
      const found = this.servers.filter(({ details }) =>
        id === undefined ? details.DBInstanceIdentifier === name : details.DbiResourceId === id,
      );
      if (found.length === 0 && name !== undefined) throw new Refused("DBInstanceNotFound", `DBInstance ${name} not found.`);
      return { DBInstances: found.map(shown) };
    },
    ModifyDBInstance: (parameters) => {
      const server = this.#available(parameters.DBInstanceIdentifier);
      const { NewDBInstanceIdentifier: renamed, EngineVersion, MasterUserPassword, MultiAZ, DBParameterGroupName } = parameters;
      if (renamed !== undefined && this.named(renamed))
        throw new Refused("DBInstanceAlreadyExists", "DB instance already exists");
      if (MultiAZ === "true" && !server.details.BackupRetentionPeriod)
        throw new Refused("InvalidParameterValue", "Mirroring cannot be applied to instances with backup retention set to zero");
      if (parameters.MonitoringRoleArn !== undefined && String(server.details.DBInstanceIdentifier).endsWith("-copy"))
        throw new Refused("InvalidParameterValue", "IAM role ARN value is invalid");
      const logs = Object.keys(parameters).filter((key) => key.startsWith("CloudwatchLogsExportConfiguration.EnableLogTypes"));
      const pending = {
        ...(renamed === undefined ? {} : { DBInstanceIdentifier: renamed }),
        ...(EngineVersion === undefined ? {} : { EngineVersion }),
        ...(MasterUserPassword === undefined ? {} : { MasterUserPassword: "****" }),
        ...(MultiAZ === undefined ? {} : { MultiAZ: true }),
      };
      const apply = () => {
        const { details } = server;
        const plain = ["EngineVersion", "PreferredBackupWindow", "PreferredMaintenanceWindow", "MonitoringRoleArn"];
        for (const key of plain) if (parameters[key] !== undefined) details[key] = parameters[key];
        for (const key of ["BackupRetentionPeriod", "MonitoringInterval", "MaxAllocatedStorage"])
          if (parameters[key] !== undefined) details[key] = Number(parameters[key]);
        for (const key of ["DeletionProtection", "MultiAZ"])
          if (parameters[key] !== undefined) details[key] = parameters[key] === "true";
        if (parameters.EnablePerformanceInsights !== undefined) details.PerformanceInsightsEnabled = true;
        if (MasterUserPassword !== undefined) details.password = MasterUserPassword;
        if (DBParameterGroupName !== undefined)
          details.DBParameterGroups = [{ DBParameterGroupName, ParameterApplyStatus: "pending-reboot" }];
        if (parameters.OptionGroupName !== undefined)
          details.OptionGroupMemberships = [{ OptionGroupName: parameters.OptionGroupName }];
        if (logs.length > 0) details.EnabledCloudwatchLogsExports = logs.map((key) => parameters[key]);
        if (renamed !== undefined) {
          details.DBInstanceIdentifier = renamed;
          details.DBInstanceArn = arn("db", renamed);
          details.Endpoint = { Address: `${renamed}.x.us-east-1.rds.amazonaws.com`, Port: 1433 };
        }
      };
      server.changes.push({ looks: this.looks, status: renamed === undefined ? "modifying" : "renaming", pending, apply });
      return { DBInstance: shown(server) };
    },
    RebootDBInstance: ({ DBInstanceIdentifier }) => {
      const server = this.#available(DBInstanceIdentifier);
      const apply = () => {
        const [group] = server.details.DBParameterGroups as Details[];
        server.details.DBParameterGroups = [{ ...group, ParameterApplyStatus: "in-sync" }];
      };
      server.changes.push({ looks: this.looks, status: "rebooting", pending: {}, apply });
      return {};
    },
    DeleteDBInstance: (parameters) => {
      const server = this.#available(parameters.DBInstanceIdentifier);
      if (server.details.DeletionProtection)
        throw new Refused("InvalidParameterCombination", "Cannot delete protected DB Instance");
      const apply = () => {
        this.servers.splice(this.servers.indexOf(server), 1);
        if (parameters.FinalDBSnapshotIdentifier !== undefined) this.addSnapshot(parameters.FinalDBSnapshotIdentifier);
      };
      server.changes.push({ looks: this.looks, status: "deleting", pending: {}, apply });
      server.details.DBInstanceStatus = "deleting";
      return {};
    },
    RestoreDBInstanceFromDBSnapshot: (parameters) => {
      const snapshot = this.#snapshot(parameters.DBSnapshotIdentifier);
      return this.#restore(parameters.DBInstanceIdentifier, parameters, snapshot.details);
    },
    RestoreDBInstanceToPointInTime: (parameters) =>
      this.#restore(
        parameters.TargetDBInstanceIdentifier,
        parameters,
        this.#available(parameters.SourceDBInstanceIdentifier).details,
      ),
    CreateDBSnapshot: ({ DBInstanceIdentifier, DBSnapshotIdentifier = "" }) => {
      const { details } = this.#available(DBInstanceIdentifier);
      const { EngineVersion, KmsKeyId, MasterUsername, Engine } = details;
      const from = { DBInstanceIdentifier, EngineVersion, KmsKeyId, MasterUsername, Engine };
      this.addSnapshot(DBSnapshotIdentifier, { ...from, Status: "creating", SnapshotCreateTime: "2026-11-30T01:30:00.000Z" });
      (this.snapshots.at(-1) as FakeSnapshot).looks = this.looks;
      return {};
    },
    CopyDBSnapshot: ({ SourceDBSnapshotIdentifier, TargetDBSnapshotIdentifier = "", KmsKeyId }) => {
      const source = this.snapshots.find(({ details }) => details.DBSnapshotArn === SourceDBSnapshotIdentifier);
      const DBSnapshotArn = arn("snapshot", TargetDBSnapshotIdentifier);
      this.addSnapshot(TargetDBSnapshotIdentifier, { ...source?.details, SourceDBSnapshotIdentifier, KmsKeyId });
      Object.assign(this.snapshots.at(-1)?.details ?? {}, {
        DBSnapshotArn,
        DBSnapshotIdentifier: TargetDBSnapshotIdentifier,
        Encrypted: true,
      });
      return {};
    },
    DeleteDBSnapshot: ({ DBSnapshotIdentifier }) => {
      this.snapshots.splice(this.snapshots.indexOf(this.#snapshot(DBSnapshotIdentifier)), 1);
      return {};
    },
    DescribeDBSnapshots: ({ DBSnapshotIdentifier, DBInstanceIdentifier }) => {
      for (const snapshot of this.snapshots) {
        if (snapshot.details.Status === "creating" && snapshot.looks-- <= 0) snapshot.details.Status = "available";
      }
      const found = this.snapshots.filter(({ details }) =>
        DBSnapshotIdentifier === undefined
          ? details.DBInstanceIdentifier === DBInstanceIdentifier
          : [details.DBSnapshotIdentifier, details.DBSnapshotArn].includes(DBSnapshotIdentifier),
      );
      if (found.length === 0 && DBSnapshotIdentifier) throw new Refused("DBSnapshotNotFound", "DBSnapshot not found.");
      return { DBSnapshots: found.map(({ details }) => details) };
    },
    AddTagsToResource: ({ ResourceName, ...parameters }) => {
      const server = this.#byArn(ResourceName);
      const given = tagsIn(parameters);
      const kept = (server.TagList as { Key: string }[]).filter(({ Key }) => !given.some((tag) => tag.Key === Key));
      server.TagList = [...kept, ...given];
      return {};
    },
    RemoveTagsFromResource: ({ ResourceName, ...parameters }) => {
      const server = this.#byArn(ResourceName);
      const keys = Object.values(parameters);
      server.TagList = (server.TagList as { Key: string }[]).filter(({ Key }) => !keys.includes(Key));
      return {};
    },
    DescribeDBEngineVersions: ({ EngineVersion = "" }) => {
      const targets = VERSIONS.slice(VERSIONS.indexOf(EngineVersion) + 1).map((version) => ({ EngineVersion: version }));
      return { DBEngineVersions: [{ EngineVersion, ValidUpgradeTarget: targets }] };
    },
    DescribeOrderableDBInstanceOptions: ({ DBInstanceClass = "" }) => ({
      OrderableDBInstanceOptions: /^db\.m6i\.(x?large|2xlarge)$/.test(DBInstanceClass) ? [{ DBInstanceClass }] : [],
    }),
    DescribeDBParameterGroups: ({ DBParameterGroupName = "" }) => {
      if (!this.groups.has(DBParameterGroupName)) throw new Refused("DBParameterGroupNotFound", "not found");
      return {};
    },
    DescribeDBParameters: ({ DBParameterGroupName = "" }) => {
      const values = Object.entries(this.groups.get(DBParameterGroupName)?.values ?? {});
      return { Parameters: values.map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue })) };
    },
    CreateDBParameterGroup: ({ DBParameterGroupName = "", DBParameterGroupFamily = "" }) => {
      this.groups.set(DBParameterGroupName, { family: DBParameterGroupFamily, values: {} });
      return {};
    },
    ModifyDBParameterGroup: ({ DBParameterGroupName = "", ...parameters }) => {
      const name = parameters["Parameters.Parameter.1.ParameterName"] ?? "";
      const group = this.groups.get(DBParameterGroupName);
      if (group) group.values[name] = parameters["Parameters.Parameter.1.ParameterValue"] ?? "";
      return {};
    },
    DeleteDBParameterGroup: ({ DBParameterGroupName = "" }) => {
      if (!this.groups.has(DBParameterGroupName)) throw new Refused("DBParameterGroupNotFound", "not found");
      const isUsed = this.servers.some(({ details }) => JSON.stringify(details.DBParameterGroups).includes(DBParameterGroupName));
      if (isUsed) throw new Refused("InvalidDBParameterGroupState", "in use");
      this.groups.delete(DBParameterGroupName);
      return {};
    },
    DescribeDBInstanceAutomatedBackups: ({ DbiResourceId = "" }) => {
      const DBInstanceAutomatedBackupsArn = this.replicated.get(DbiResourceId);
      const found = DBInstanceAutomatedBackupsArn ? [{ DBInstanceAutomatedBackupsArn, Status: "replicating" }] : [];
      return { DBInstanceAutomatedBackups: found };
    },
    StartDBInstanceAutomatedBackupsReplication: ({ SourceDBInstanceArn }) => {
      const id = String(this.#byArn(SourceDBInstanceArn).DbiResourceId);
      const DBInstanceAutomatedBackupsArn = `arn:aws:rds:us-west-2:${ACCOUNT}:auto-backup:ab-${id}`;
      this.replicated.set(id, DBInstanceAutomatedBackupsArn);
      return { DBInstanceAutomatedBackup: { DBInstanceAutomatedBackupsArn } };
    },
    StopDBInstanceAutomatedBackupsReplication: ({ SourceDBInstanceArn }) => {
      this.replicated.delete(String(this.#byArn(SourceDBInstanceArn).DbiResourceId));
      return {};
    },
  };

  /** A copy has the data, the key and the login of its source, and the settings of the request. The rest is AWS's default. */
  #restore(name = "", parameters: Parameters, source: Details): Details {
    if (this.named(name)) throw new Refused("DBInstanceAlreadyExists", "DB instance already exists");
    const { EngineVersion, KmsKeyId, MasterUsername, Engine } = source;
    const group = this.groups.get(parameters.DBParameterGroupName ?? "");
    if (group?.family !== `${Engine}-${String(EngineVersion).split(".")[0]}.0`)
      throw new Refused(
        "InvalidParameterCombination",
        `The parameter group ${parameters.DBParameterGroupName} is of ${group?.family}`,
      );
    const server = this.add(name, {
      ...{ EngineVersion, KmsKeyId, MasterUsername, Engine },
      DBInstanceClass: parameters.DBInstanceClass,
      DeletionProtection: parameters.DeletionProtection === "true",
      DBSubnetGroup: { DBSubnetGroupName: parameters.DBSubnetGroupName },
      DBParameterGroups: [{ DBParameterGroupName: parameters.DBParameterGroupName, ParameterApplyStatus: "in-sync" }],
      OptionGroupMemberships: [{ OptionGroupName: parameters.OptionGroupName ?? "default" }],
      TagList: tagsIn(parameters),
      BackupRetentionPeriod: 0,
      PreferredBackupWindow: "05:00-05:30",
      MultiAZ: false,
      MonitoringInterval: 0,
      MonitoringRoleArn: undefined,
      PerformanceInsightsEnabled: false,
      EnabledCloudwatchLogsExports: [],
      password: "that of the source",
    });
    server.changes.push({ looks: this.looks, status: "creating", pending: {}, apply: () => {} });
    return { DBInstance: shown(server) };
  }

  /** The first look shows the status as it was: AWS begins a change a moment later. */
  #look({ details, changes }: FakeServer): void {
    const [change] = changes;
    if (change === undefined) return;
    if (change.looks-- > 0) {
      if (change.looks < this.looks - 1 || change.status === "creating") details.DBInstanceStatus = change.status;
      return;
    }
    changes.shift();
    details.DBInstanceStatus = "available";
    change.apply();
  }

  #available(name: string | undefined): FakeServer {
    const server = this.servers.find(({ details }) => details.DBInstanceIdentifier === name);
    if (server === undefined) throw new Refused("DBInstanceNotFound", `DBInstance ${name} not found.`);
    const isBusy = server.details.DBInstanceStatus !== "available" || server.changes.length > 0;
    this.#look(server);
    if (isBusy) throw new Refused("InvalidDBInstanceState", `Database instance ${name} is not in the available state.`);
    return server;
  }

  #snapshot(name: string | undefined): FakeSnapshot {
    const found = this.snapshots.find(({ details }) => details.DBSnapshotIdentifier === name);
    if (found === undefined) throw new Refused("DBSnapshotNotFound", "DBSnapshot not found.");
    return found;
  }

  #byArn(name: string | undefined): Details {
    const found = this.servers.find(({ details }) => details.DBInstanceArn === name);
    if (found === undefined) throw new Refused("DBInstanceNotFound", `${name} not found.`);
    return found.details;
  }
}

function shown({ details, changes }: FakeServer): Details {
  const { password: _, ...visible } = details;
  return { ...visible, PendingModifiedValues: changes[0]?.pending ?? {} };
}

function tagsIn(parameters: Parameters): { Key: string; Value: string }[] {
  const keys = Object.keys(parameters).filter((key) => /^Tags\.Tag\.\d+\.Key$/.test(key));
  return keys.map((key) => ({ Key: parameters[key] ?? "", Value: parameters[key.replace(/Key$/, "Value")] ?? "" }));
}

function xml(value: unknown, list = ""): string {
  if (Array.isArray(value)) return value.map((item) => `<${list}>${xml(item)}</${list}>`).join("");
  if (typeof value !== "object" || value === null) return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => `<${key}>${xml(inner, ITEMS[key] ?? "member")}</${key}>`)
    .join("");
}
