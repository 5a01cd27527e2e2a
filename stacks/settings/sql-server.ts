import { secret } from "@pulumi/pulumi";
import type { ExistingSqlServer, NewSqlServer, SqlEdition } from "../settings.ts";
import { readMaintenance } from "./maintenance.ts";
import { readEndpoint } from "./reach.ts";
import type { Reader } from "./reader.ts";

/** RDS grows the storage in steps; below this AWS advises against the growing, near 1.1 it refuses. */
const GROWTH = 1.26;
const MAX_STORAGE = 16384;

/** Families with Intel processors: SQL Server does not run on Graviton, whose families have a "g" after the number. */
const large = /^db\.(?!t)[a-z]+\d+(?![a-z]*g)[a-z]*\.(\d*xlarge|large)$/;
/** Which sizes RDS sells with which edition: "SQL Server license-included, supported instance classes". */
const classes: Readonly<
  Record<SqlEdition, { readonly words: string; readonly example: string; readonly fits: (value: string) => boolean }>
> = {
  express: {
    words: "db.t3.micro to db.t3.xlarge",
    example: "db.t3.large",
    fits: (value) => /^db\.t3\.(micro|small|medium|large|xlarge)$/.test(value),
  },
  web: {
    words: "db.t3.small to db.t3.xlarge, or families m and r up to 4xlarge",
    example: "db.m6i.large",
    fits: (value) =>
      /^db\.t3\.(small|medium|large|xlarge)$/.test(value) ||
      (large.test(value) && /^db\.[mr].*\.(large|[24]?xlarge)$/.test(value)),
  },
  standard: {
    words: "db.t3.xlarge, db.t3.2xlarge, or an Intel family from large on",
    example: "db.m6i.large",
    fits: (value) => /^db\.t3\.2?xlarge$/.test(value) || large.test(value),
  },
  enterprise: {
    words: "db.t3.xlarge, db.t3.2xlarge, or an Intel family from xlarge on",
    example: "db.r6i.xlarge",
    fits: (value) => /^db\.t3\.2?xlarge$/.test(value) || (large.test(value) && !value.endsWith(".large")),
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
] as const;

const forbiddenNames = ["sa", "rdsadmin", "admin", "administrator", "root", "master"];

/** A database server of our own, unless one is named. */
export function readSqlServer(reader: Reader, durable: boolean): NewSqlServer | ExistingSqlServer {
  const fresh = readNew(reader, durable);
  const endpoint = readEndpoint(reader, "sql", 1433);
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
    reader.refuseSet(["sqlUsername", "sqlPassword"], "without xmpro:sqlHost, as the login is made new then");
    return fresh;
  }
  reader.refuseSet(sizing, "with xmpro:sqlHost, as no server is made then");
  for (const key of ["sqlUsername", "sqlPassword"] as const) {
    if (!reader.isSet(key)) reader.refuse(key, "must be set too with xmpro:sqlHost");
  }
  return { kind: "existing", ...endpoint, username: username ?? "", password: password ?? secret("") };
}

function readNew(reader: Reader, durable: boolean): NewSqlServer {
  const edition = reader.choice("sqlEdition", ["express", "web", "standard", "enterprise"]);
  const engineVersion = reader.string("sqlEngineVersion", {
    expected: "of SQL Server 2019 (15.00) or 2022 (16.00), the ones XMPro supports,",
    example: "16.00",
    fits: (value) => /^1[56]\.00(\.\d{4}\.\d{1,2}\.v\d{1,2})?$/.test(value),
  });
  const instanceClass = reader.string("sqlInstanceClass", {
    expected: "a class of RDS",
    example: classes[edition].example,
    fits: (value) => /^db\.[a-z0-9-]+\.[a-z0-9-]+$/.test(value),
  });
  const { words, example, fits } = classes[edition];
  if (reader.sound("sqlEdition", "sqlInstanceClass") && !fits(instanceClass)) {
    reader.must("sqlInstanceClass", { expected: `a class that runs the ${edition} edition (${words})`, example }, instanceClass);
  }
  const allocatedStorage = reader.integer("sqlAllocatedStorage", { min: 20, max: MAX_STORAGE, unit: "GiB" });
  const maxAllocatedStorage = reader.integer("sqlMaxAllocatedStorage", { min: 20, max: MAX_STORAGE, unit: "GiB" });
  const least = Math.ceil(allocatedStorage * GROWTH);
  if (reader.sound("sqlAllocatedStorage", "sqlMaxAllocatedStorage") && maxAllocatedStorage < least) {
    const expected = `at least 1.26 times xmpro:sqlAllocatedStorage (${allocatedStorage} GiB)`;
    reader.must("sqlMaxAllocatedStorage", { expected, example: String(least) }, String(maxAllocatedStorage));
  }
  const multiAz = reader.choice("sqlAvailability", ["single-zone", "multi-zone"]) === "multi-zone";
  if (reader.sound("sqlEdition", "sqlAvailability") && multiAz && (edition === "express" || edition === "web")) {
    const expected = `"single-zone" with the ${edition} edition (only standard and enterprise take a second zone here)`;
    reader.must("sqlAvailability", { expected }, "multi-zone");
  }
  const backupRetentionPeriod = reader.integer("sqlBackupDays", { min: durable ? 7 : 1, max: 35, unit: "days" });
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
  };
}
