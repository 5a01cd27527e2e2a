import type { Output } from "@pulumi/pulumi";
import { secret } from "@pulumi/pulumi";
import type { StackName } from "./domain.ts";
import { readMaintenance } from "./maintenance.ts";
import type { ExistingNetwork, NewNetwork } from "./network.ts";
import type { Reach } from "./reach.ts";
import { readEndpoint } from "./reach.ts";
import type { Reader } from "./reader/reader.ts";

export interface NewSqlServer {
  readonly kind: "new";
  readonly edition: SqlEdition;
  /** Version or its prefix, e.g. "16.00" for SQL Server 2022. */
  readonly engineVersion: string;
  readonly instanceClass: string;
  /** GiB. */
  readonly allocatedStorage: number;
  /** GiB; storage grows by itself up to here. */
  readonly maxAllocatedStorage: number;
  readonly multiAz: boolean;
  /** Days. */
  readonly backupRetentionPeriod: number;
  /** UTC "hh:mm-hh:mm". */
  readonly backupWindow: string;
  /** UTC "ddd:hh:mm-ddd:hh:mm". */
  readonly maintenanceWindow: string;
  /** Name or ARN of the snapshot that a new server is restored from; undefined for an empty one. */
  readonly snapshotIdentifier: string | undefined;
  /** True: databases can be backed up to and restored from files in a bucket. */
  readonly nativeBackup: boolean;
  /** Region that gets copies of the automatic backups too; undefined for none. */
  readonly backupRegion: string | undefined;
}

export interface ExistingSqlServer {
  readonly kind: "existing";
  readonly host: string;
  readonly port: number;
  readonly reach: Reach;
  readonly username: string;
  readonly password: Output<string>;
}

export type SqlEdition = "express" | "web" | "standard" | "enterprise";

/** RDS grows the storage in steps; below this AWS advises against the growing, near 1.1 it refuses. */
const GROWTH = 1.26;
const MAX_STORAGE = 16384;

/** The Intel families of RDS and their sizes. SQL Server runs on no others. t3 is not here, as its sizes differ by edition. */
const SIZES: Readonly<Record<string, string>> = {
  ...of("m5 m5d r5 r5b r5d", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge"),
  ...of("m6i m6id r6i r6id", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge"),
  ...of("m7i m8i r7i r8i", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge"),
  x1e: "xlarge 2xlarge 4xlarge 8xlarge 16xlarge 32xlarge",
  x2iedn: "xlarge 2xlarge 4xlarge 8xlarge 16xlarge 24xlarge 32xlarge",
  z1d: "large xlarge 2xlarge 3xlarge 6xlarge 12xlarge",
};
const families = Object.keys(SIZES).sort();

function of(names: string, sizes: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, sizes]));
}

function isOffered(instanceClass: string): boolean {
  const [, family = "", size = ""] = instanceClass.split(".");
  return SIZES[family]?.split(" ").includes(size) ?? false;
}

/** Which sizes RDS offers with which edition: "SQL Server license-included, supported instance classes". */
const classes: Readonly<
  Record<SqlEdition, { readonly words: string; readonly example: string; readonly fits: (value: string) => boolean }>
> = {
  express: {
    words: "db.t3.micro to db.t3.xlarge",
    example: "db.t3.large",
    fits: (value) => /^db\.t3\.(micro|small|medium|large|xlarge)$/.test(value),
  },
  web: {
    words: `db.t3.small to db.t3.xlarge, or up to 4xlarge: ${families.filter((family) => /^[mr]/.test(family)).join(", ")}`,
    example: "db.m6i.large",
    fits: (value) =>
      /^db\.t3\.(small|medium|large|xlarge)$/.test(value) ||
      (isOffered(value) && /^db\.[mr].*\.(large|[24]?xlarge)$/.test(value)),
  },
  standard: {
    words: `db.t3.xlarge, db.t3.2xlarge, or an Intel family from large on: ${families.join(", ")}`,
    example: "db.m6i.large",
    fits: (value) => /^db\.t3\.2?xlarge$/.test(value) || isOffered(value),
  },
  enterprise: {
    words: `db.t3.xlarge, db.t3.2xlarge, or an Intel family from xlarge on: ${families.join(", ")}`,
    example: "db.r6i.xlarge",
    fits: (value) => /^db\.t3\.2?xlarge$/.test(value) || (isOffered(value) && !value.endsWith(".large")),
  },
};

const sizing = [
  "sqlEdition",
  "sqlEngineVersion",
  "sqlInstanceClass",
  "sqlAllocatedStorage",
  "sqlMaxAllocatedStorage",
  "sqlAvailability",
  "sqlBackupDays",
  "sqlBackupWindow",
  "sqlMaintenanceWindow",
  "sqlSnapshotIdentifier",
  "sqlBackupRegion",
] as const;

/** A manual snapshot, an automatic one ("rds:…", "awsbackup:…"), or the ARN of one. */
const SNAPSHOT =
  /^(?:arn:aws:rds:(?<region>[a-z0-9-]+):\d{12}:snapshot:)?(?:(?:rds|awsbackup):)?(?=.{1,255}$)[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$/;

const forbiddenNames = ["sa", "rdsadmin", "admin", "administrator", "root", "master"];

/** Other settings that the SQL Server's depend on. */
interface SqlServerContext {
  readonly stack: StackName;
  readonly region: string;
  readonly durable: boolean;
  readonly network: NewNetwork | ExistingNetwork;
}

/** A created database server, unless an existing one is named. */
export function readSqlServer(reader: Reader, context: SqlServerContext): NewSqlServer | ExistingSqlServer {
  const created = readNew(reader, context);
  const endpoint = readEndpoint(reader, "sql", 1433, context.network);
  const username = reader.optional("sqlUsername", {
    expected: `1 to 16 letters, digits and underscores, a letter first, and none of ${forbiddenNames.join(", ")},`,
    example: "xmpro",
    fits: (value) => /^[A-Za-z]\w{0,15}$/.test(value) && !forbiddenNames.includes(value.toLowerCase()),
  });
  const password = reader.secret("sqlPassword", {
    // The last four would end the value inside a connection string.
    expected: "8 to 128 printable ASCII characters without space and / \" @ ' ; =",
    fits: (value) => /^[!-~]{8,128}$/.test(value) && !/[/"@';=]/.test(value),
  });
  if (endpoint === undefined) {
    reader.reportIfSet(["sqlUsername", "sqlPassword"], "without xmpro:sqlHost, because the login is created then");
    return created;
  }
  reader.reportIfSet(sizing, "with xmpro:sqlHost, because no server is created then");
  if (created.nativeBackup) {
    reader.reportForm("sqlNativeBackup", { expected: '"off" with xmpro:sqlHost, because no server is created then' }, "on");
  }
  for (const key of ["sqlUsername", "sqlPassword"] as const) {
    if (!reader.isSet(key)) reader.report(key, "must be set with xmpro:sqlHost");
  }
  return { kind: "existing", ...endpoint, username: username ?? "", password: password ?? secret("") };
}

function readNew(reader: Reader, { stack, region, durable }: SqlServerContext): NewSqlServer {
  const edition = reader.choice("sqlEdition");
  const multiAz = reader.choice("sqlAvailability") === "multi-zone";
  const twoZones = stack === "prod" && durable && !reader.isSet("sqlHost");
  checkAvailability(reader, { edition, multiAz, twoZones });
  const engineVersion = reader.string("sqlEngineVersion", {
    expected: "a version of SQL Server 2019 (15.00) or 2022 (16.00), which XMPro supports,",
    example: "16.00",
    fits: (value) => /^1[56]\.00(\.\d{4}\.\d{1,2}\.v\d{1,2})?$/.test(value),
  });
  const instanceClass = reader.string("sqlInstanceClass", {
    expected: "an RDS instance class",
    example: classes[edition].example,
    fits: (value) => /^db\.[a-z0-9-]+\.[a-z0-9-]+$/.test(value),
  });
  const { words, example, fits } = classes[edition];
  if (reader.isValid("sqlEdition", "sqlInstanceClass") && !fits(instanceClass)) {
    reader.reportForm(
      "sqlInstanceClass",
      { expected: `an RDS instance class that supports the ${edition} edition (${words})`, example },
      instanceClass,
    );
  }
  const allocatedStorage = reader.integer("sqlAllocatedStorage", { min: 20, max: MAX_STORAGE, unit: "GiB" });
  const maxAllocatedStorage = reader.integer("sqlMaxAllocatedStorage", { min: 20, max: MAX_STORAGE, unit: "GiB" });
  const least = Math.ceil(allocatedStorage * GROWTH);
  if (reader.isValid("sqlAllocatedStorage", "sqlMaxAllocatedStorage") && maxAllocatedStorage < least) {
    const expected = `at least 1.26 times xmpro:sqlAllocatedStorage (${allocatedStorage} GiB)`;
    reader.reportForm("sqlMaxAllocatedStorage", { expected, example: String(least) }, String(maxAllocatedStorage));
  }
  const backupRetentionPeriod = reader.integer("sqlBackupDays", { min: 7, max: 35, unit: "days" });
  const windows = readMaintenance(reader, { daily: "sqlBackupWindow", weekly: "sqlMaintenanceWindow" }, 30);
  return {
    kind: "new",
    edition,
    engineVersion,
    instanceClass,
    allocatedStorage,
    maxAllocatedStorage,
    multiAz,
    backupRetentionPeriod,
    backupWindow: windows.daily,
    maintenanceWindow: windows.weekly,
    snapshotIdentifier: readSnapshot(reader, region),
    nativeBackup: reader.choice("sqlNativeBackup") === "on",
    backupRegion: readBackupRegion(reader, region),
  };
}

function readSnapshot(reader: Reader, region: string): string | undefined {
  const snapshot = reader.optional("sqlSnapshotIdentifier", {
    expected: "the name or the ARN of an RDS snapshot",
    example: "xmpro-prod-database-final-1a2b3c4d",
    fits: (value) => SNAPSHOT.test(value),
  });
  const elsewhere = SNAPSHOT.exec(snapshot ?? "")?.groups?.region;
  if (snapshot !== undefined && elsewhere !== undefined && elsewhere !== region && reader.isValid("aws:region")) {
    const expected = `a snapshot in ${region}, the region of the stack (copy it there first)`;
    reader.reportForm("sqlSnapshotIdentifier", { expected }, snapshot);
  }
  return snapshot;
}

function readBackupRegion(reader: Reader, region: string): string | undefined {
  const expected = `a region of AWS's commercial partition other than ${region}, the stack's own,`;
  return reader.optional("sqlBackupRegion", {
    expected,
    example: region === "us-west-2" ? "us-east-1" : "us-west-2",
    fits: (value) => /^(?!cn-)[a-z]{2}-[a-z]+-\d$/.test(value) && value !== region,
  });
}

/** @param twoZones whether the stack's data must survive the loss of a zone: the policy pack refuses a durable prod without */
function checkAvailability(
  reader: Reader,
  { edition, multiAz, twoZones }: { readonly edition: SqlEdition; readonly multiAz: boolean; readonly twoZones: boolean },
): void {
  const oneZone = edition === "express" || edition === "web";
  if (twoZones && reader.isValid("dataProtection")) {
    const where = 'in the stack "prod" with xmpro:dataProtection "durable"';
    if (reader.isValid("sqlAvailability") && !multiAz) {
      reader.reportForm("sqlAvailability", { expected: `"multi-zone" ${where}` }, "single-zone");
    }
    if (reader.isValid("sqlEdition") && oneZone) {
      const expected = `"standard" or "enterprise" ${where}, as xmpro:sqlAvailability must be "multi-zone" there`;
      reader.reportForm("sqlEdition", { expected }, edition);
    }
  } else if (reader.isValid("sqlEdition", "sqlAvailability") && multiAz && oneZone) {
    const expected = `"single-zone" with the ${edition} edition (only standard and enterprise take a second zone here)`;
    reader.reportForm("sqlAvailability", { expected }, "multi-zone");
  }
}
