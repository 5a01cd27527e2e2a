import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, ContinueUpdateRollbackCommand } from "@aws-sdk/client-cloudformation";
import { DescribeEnvironmentsCommand, DescribeEventsCommand, ElasticBeanstalkClient } from "@aws-sdk/client-elastic-beanstalk";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { OpMap } from "@pulumi/pulumi/automation/index.js";
import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import { webDeployPackage } from "../support/packages/package-files.ts";
import { zipOf } from "../support/packages/zip-of.ts";

/** What the steps may do with the stack that they are rehearsed on. */
export interface PackageHands {
  readonly endpoint: string;
  /** Folder of the project's settings. */
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** The stack's bucket for packages. */
  readonly bucket: string;
  /** Sets settings of the program; undefined removes one. */
  readonly configure: (settings: Readonly<Record<string, string | undefined>>) => Promise<void>;
  /** Updates the stack, after a refresh where an update failed before. Returns what was printed. */
  readonly update: (step: string, expected: (changes: OpMap) => boolean, refresh?: boolean) => Promise<string>;
  readonly refused: (step: string, why: RegExp) => Promise<void>;
  readonly unchanged: (step: string) => Promise<void>;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

const ALL = Object.keys(PRODUCTS) as Product[];
const CAUSE = "The log file sm.log is locked by another process.";
/** Seconds for which the environment is busy: longer than a preview of the update takes. */
const BUSY = 90;

/** Packages on a stack that is up: the first ones, an upgrade, a failed one, a roll-back while somebody else updates, a stuck one. */
export async function rehearsePackages(hands: PackageHands): Promise<void> {
  const { note } = hands;
  mkdirSync(join(hands.project, "packages"));
  for (const product of ALL) {
    for (const version of ["4.4.18", "4.4.19"]) {
      writeFileSync(
        join(hands.project, "packages", `${product}-${version}.zip`),
        await zipOf(webDeployPackage(product, version)),
      );
    }
  }
  const set = (product: Product, version: string) =>
    hands.configure({ [`${product}Package`]: `./packages/${product}-${version}.zip` });
  const serves = async (step: string, expected: Record<Product, string>) => {
    const labels = await labelsOf(hands);
    const isRight = ALL.every((product) => labels[product]?.startsWith(`${product}-${expected[product]}-`));
    note(step, ALL.map((product) => labels[product] ?? "AWS's sample").join(", "), isRight ? "ok" : "FAILED");
    return labels;
  };

  for (const product of ALL) await set(product, "4.4.18");
  await hands.update("the packages of all products are deployed", ({ create, update, delete: gone }) =>
    Boolean(create && update && !gone),
  );
  const first = await serves("each environment runs its package", { sm: "4.4.18", ds: "4.4.18", ad: "4.4.18" });
  const order = await orderOfDeployments(hands);
  note("SM comes first, then DS, then AD", order.join(", "), order.join() === ALL.join() ? "ok" : "FAILED");
  await hands.unchanged("a preview with packages shows no change");

  await set("sm", "4.4.19");
  await hands.update("SM is upgraded", ({ replace, update }) => replace === 2 && update === 1);
  await serves("SM runs the new version", { sm: "4.4.19", ds: "4.4.18", ad: "4.4.18" });

  await seed(hands, "failing-deployment", { environment: environmentName(hands, "ds"), cause: CAUSE });
  await set("ds", "4.4.19");
  await hands.refused(
    "an upgrade of DS that fails prints the cause",
    new RegExp(`was not deployed\\. The version ${first.ds} serves as before\\.[\\s\\S]*ERROR [^\\n]*${CAUSE}`),
  );
  await serves("DS runs the old version", { sm: "4.4.19", ds: "4.4.18", ad: "4.4.18" });
  await hands.update("the same upgrade of DS is made again", ({ update }) => update !== undefined, true);
  await serves("DS runs the new version", { sm: "4.4.19", ds: "4.4.19", ad: "4.4.18" });

  await set("sm", "4.4.18");
  await seed(hands, "busy", { environment: environmentName(hands, "sm"), seconds: BUSY });
  const printed = await hands.update("SM goes back to yesterday's zip", ({ update, create }) => update === 1 && !create);
  const waited = /xmpro-\S+ is Updating, by somebody else[^\n]*/.exec(printed)?.[0];
  note("the update waits for that of somebody else", waited?.slice(0, 60) ?? "nothing", waited ? "ok" : "FAILED");
  const back = await serves("SM runs the old version", { sm: "4.4.18", ds: "4.4.19", ad: "4.4.18" });
  note("the label is yesterday's", back.sm ?? "none", back.sm === first.sm ? "ok" : "FAILED");

  await seed(hands, "failing-deployment", { environment: environmentName(hands, "ad"), cause: CAUSE, stuck: true });
  await set("ad", "4.4.19");
  await hands.refused(
    "a roll-back that fails is named with its command",
    /aws cloudformation continue-update-rollback --stack-name awseb-e-/,
  );
  await continueRollBack(hands, "ad");
  await hands.update("AD is upgraded after that", ({ update }) => update !== undefined, true);
  await serves("AD runs the new version", { sm: "4.4.18", ds: "4.4.19", ad: "4.4.19" });

  const Key = "ad/by-hand.zip";
  const s3 = new S3Client({ region: hands.region, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: hands.bucket, Key, Body: await zipOf(webDeployPackage("ad", "4.4.20")) }));
  await hands.configure({ adPackage: `s3://${hands.bucket}/${Key}` });
  await hands.update("AD is upgraded from a zip in S3", ({ update }) => update !== undefined);
  await serves("AD runs the version from S3", { sm: "4.4.18", ds: "4.4.19", ad: "4.4.20" });
  await hands.unchanged("a preview with a package in S3 shows no change");

  await hands.configure({ adPackage: undefined });
  await hands.refused("a package is not taken away", /xmpro:adPackage must be set once a package of App Designer is deployed/);
  await hands.configure({ adPackage: `s3://${hands.bucket}/${Key}` });
}

async function seed({ endpoint }: PackageHands, name: string, keys: Record<string, unknown>): Promise<void> {
  const response = await fetch(new URL(`/_rehearsal/${name}`, endpoint), { method: "POST", body: JSON.stringify(keys) });
  if (!response.ok) throw new Error(`the emulator refuses the seed ${name}: ${await response.text()}`);
}

const environmentName = ({ stack }: PackageHands, product: Product) => `xmpro-${stack}-${product}`;

async function environmentsOf(hands: PackageHands) {
  const { region } = hands;
  const client = new ElasticBeanstalkClient({ region });
  const command = new DescribeEnvironmentsCommand({
    EnvironmentNames: ALL.map((product) => environmentName(hands, product)),
    IncludeDeleted: false,
  });
  return (await client.send(command)).Environments ?? [];
}

async function labelsOf(hands: PackageHands): Promise<Partial<Record<Product, string>>> {
  const environments = await environmentsOf(hands);
  const label = (product: Product) =>
    environments.find(({ EnvironmentName }) => EnvironmentName === environmentName(hands, product))?.VersionLabel;
  return Object.fromEntries(ALL.map((product) => [product, label(product)]));
}

/** The products in the order in which their packages were deployed. */
async function orderOfDeployments(hands: PackageHands): Promise<Product[]> {
  const { region } = hands;
  const client = new ElasticBeanstalkClient({ region });
  const deployed = ALL.map(async (product) => {
    const { Events = [] } = await client.send(new DescribeEventsCommand({ EnvironmentName: environmentName(hands, product) }));
    const event = Events.find(({ Message }) => Message?.startsWith("New application version was deployed"));
    return { product, at: event?.EventDate?.getTime() ?? 0 };
  });
  return (await Promise.all(deployed)).sort((a, b) => a.at - b.at).map(({ product }) => product);
}

async function continueRollBack(hands: PackageHands, product: Product): Promise<void> {
  const environments = await environmentsOf(hands);
  const id = environments.find(({ EnvironmentName }) => EnvironmentName === environmentName(hands, product))?.EnvironmentId;
  const client = new CloudFormationClient({ region: hands.region });
  await client.send(new ContinueUpdateRollbackCommand({ StackName: `awseb-${id}-stack` }));
}
