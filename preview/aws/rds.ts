import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";
import { inputOrName } from "./outputs.ts";
import { encrypted, type Fact, protectedFromDestroy } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const rds: Service = {
  title: "RDS",
  types: {
    "aws:rds/instance:Instance": {
      outputs: (name, inputs, { accountId, region }) => ({
        address: `${inputOrName(inputs, "identifier", name)}.rds.${region}.amazonaws.com`,
        arn: `arn:aws:rds:${region}:${accountId}:db:${inputOrName(inputs, "identifier", name)}`,
      }),
      noun: ["SQL Server", "SQL Servers"],
      durations: [
        {
          when: ({ multiAz }) => multiAz === true,
          seconds: 45 * 60,
          estimate: true,
          source:
            "a single-AZ instance first, then AWS adds the second zone and mirrors: hashicorp/terraform#5831 and #2886 report more than 40 minutes, the provider waits 40 by default",
        },
        {
          seconds: 18 * 60,
          estimate: true,
          source:
            "acceptance test MSSQL_tz makes and deletes two one after the other in 30 minutes, hashicorp/terraform-provider-aws#23560; the first backup is longer with encryption and logs",
        },
      ],
      protection: databaseProtection,
      summary: databaseSummary,
    },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
      noun: ["copy of the backups", "copies of the backups"],
    },
    "aws:rds/optionGroup:OptionGroup": { outputs: (name, inputs) => ({ name: inputOrName(inputs, "name", name) }) },
    "aws:rds/snapshotCopy:SnapshotCopy": { noun: ["copy of a snapshot", "copies of snapshots"] },
    "aws:rds/parameterGroup:ParameterGroup": { outputs: (name, inputs) => ({ name: inputOrName(inputs, "name", name) }) },
    "aws:rds/subnetGroup:SubnetGroup": { outputs: (name, inputs) => ({ name: inputOrName(inputs, "name", name) }) },
  },
  lookUps: {
    "aws:rds/getSnapshot:getSnapshot": () => ({ engine: "", engineVersion: "", allocatedStorage: 0, status: "" }),
  },
};

function databaseProtection(resource: Registered, graph: Graph): Fact[] {
  const { storageEncrypted, backupRetentionPeriod, multiAz, deletionProtection, skipFinalSnapshot } = resource.inputs;
  const days = Number(backupRetentionPeriod ?? 0);
  const parameters = graph.referred(resource, "parameterGroupName").flatMap(({ inputs }) => inputs.parameters ?? []);
  const forcesTls = (parameters as { name: string; value: string }[]).some(
    ({ name, value }) => name === "rds.force_ssl" && value === "1",
  );
  return [
    encrypted(resource, "kmsKeyId", graph, storageEncrypted === true),
    [forcesTls, "TLS only", "accepts connections without TLS"],
    [days > 0, `${days} days of backups`, "no backups"],
    [multiAz === true, "Multi-AZ", "one zone"],
    [deletionProtection === true, "deletion protection", "no deletion protection"],
    [skipFinalSnapshot !== true, "a final snapshot", "no final snapshot"],
    protectedFromDestroy(resource),
  ];
}

const EDITIONS: Readonly<Record<string, string>> = { ex: "Express", web: "Web", se: "Standard", ee: "Enterprise" };

function databaseSummary({ inputs }: Registered): string {
  const edition = EDITIONS[String(inputs.engine).replace("sqlserver-", "")] ?? String(inputs.engine);
  const zones = inputs.multiAz === true ? "two zones" : "single zone";
  return `${edition} ${inputs.engineVersion}, ${inputs.instanceClass}, ${inputs.allocatedStorage}–${inputs.maxAllocatedStorage} GiB, ${zones}`;
}
