import type { Section } from "./setting.ts";

export const sqlServer = {
  sqlEdition: {
    type: "string",
    values: ["express", "web", "standard", "enterprise"],
    perStack: true,
    description: "express, web, standard or enterprise. Express is limited to 10 GB a database and to one zone.",
    change: "A change replaces the server and deletes its data. With dataProtection durable it is refused.",
  },
  sqlEngineVersion: {
    type: "string",
    perStack: true,
    description:
      "Version of SQL Server 2019 (15.00) or 2022 (16.00). A prefix such as 16.00 gets AWS's minor upgrades; a full version stays as it is.",
    change:
      "A major upgrade restarts the server at once, with dataProtection durable too. A version older than the deployed one is refused.",
  },
  sqlInstanceClass: {
    type: "string",
    perStack: true,
    description: "RDS instance class that supports the edition.",
    change: "A change restarts the server. With dataProtection durable it waits for the maintenance window.",
  },
  sqlAllocatedStorage: {
    type: "integer",
    perStack: true,
    description: "Initial storage in GiB, 20 to 16384.",
    change:
      "Storage never shrinks: a smaller value has no effect. An increase of less than 10 % is refused. With dataProtection durable an increase waits for the maintenance window.",
  },
  sqlMaxAllocatedStorage: {
    type: "integer",
    perStack: true,
    description:
      "Limit in GiB up to which storage grows automatically, at least 1.26 times sqlAllocatedStorage and at most 16384.",
    change: "A change to less than 1.1 times the deployed storage, which may have grown, is refused.",
  },
  sqlAvailability: {
    type: "string",
    values: ["single-zone", "multi-zone"],
    perStack: true,
    description:
      '"multi-zone" keeps a standby in a second zone at double the price, with the standard and enterprise editions only. "single-zone" has none. prod with dataProtection durable needs multi-zone.',
  },
  sqlBackupDays: {
    type: "integer",
    perStack: true,
    description: "Days for which automatic backups are kept, 7 to 35.",
  },
  sqlBackupWindow: {
    type: "string",
    perStack: true,
    description: "Time of the daily backup, UTC, hh:mm-hh:mm, at least 30 minutes.",
  },
  sqlMaintenanceWindow: {
    type: "string",
    perStack: true,
    description:
      "Time of the weekly patches, UTC, ddd:hh:mm-ddd:hh:mm, 30 minutes to 24 hours. It must not overlap sqlBackupWindow.",
  },
  sqlSnapshotIdentifier: {
    type: "string",
    description:
      "Name or ARN of an RDS snapshot that a new server is restored from, in the region of the stack. Edition and major version must be those of the settings. The server keeps the login of the snapshot and gets a new password. Not set: a new server is empty.",
    change:
      "It matters only while the server is created. Later it may stay or be removed; another snapshot is refused, as npm run restore-database brings one into a deployed stack.",
  },
  sqlNativeBackup: {
    type: "string",
    values: ["on", "off"],
    default: "off",
    description:
      '"on" lets the databases be backed up to and restored from .bak files in a bucket of the stack (docs/database.md), "off" has no such bucket.',
    change: "A change to off deletes the bucket and all .bak files in it. With dataProtection durable it is refused.",
  },
  sqlBackupRegion: {
    type: "string",
    description:
      "A second region, to which AWS also copies the automatic backups of the server, for as many days as sqlBackupDays. Not set: the backups are in the region of the stack alone.",
    change:
      "A change deletes the key of the copies in the previous region. With dataProtection durable it is refused once it is set.",
  },
  sqlHost: {
    type: "string",
    description:
      "Host name of an existing SQL Server. Needs sqlUsername, sqlPassword, and either sqlSecurityGroupId or sqlCidr. Not set: a server is created.",
    change: "Setting it later deletes the created server. With dataProtection durable it is refused.",
  },
  sqlPort: {
    type: "integer",
    description: "Port of the existing SQL Server. Not set: 1433.",
  },
  sqlSecurityGroupId: {
    type: "string",
    description:
      "Security group of the existing SQL Server, in the same VPC or a peered one. It gets inbound rules for the products. Needs vpcId, as a created VPC has no peering. Without vpcId use sqlCidr.",
  },
  sqlCidr: {
    type: "string",
    description:
      "IPv4 network of the existing SQL Server, where it has no security group that can get a rule. It must not overlap vpcCidr of a created VPC.",
  },
  sqlUsername: {
    type: "string",
    description:
      "Login on the existing SQL Server that may create databases: 1 to 16 letters, digits and underscores, beginning with a letter.",
  },
  sqlPassword: {
    type: "string",
    secret: true,
    description: `Password of sqlUsername: 8 to 128 printable ASCII characters without space and / " @ ' ; =`,
  },
} as const satisfies Section;
