import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateApplicationVersionCommand,
  DescribeEnvironmentsCommand,
  ElasticBeanstalkClient,
  UpdateEnvironmentCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import { DeleteParametersCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Product } from "../../infra/xmpro/products.ts";

/** What the steps may do with the stack that they are rehearsed on. */
export interface ImportHands {
  /** Folder of the project that the stack was deployed from. */
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** Outputs of the stack. */
  readonly applicationName: string;
  readonly environments: Readonly<Record<Product, string>>;
  readonly parameterPrefixes: Readonly<Record<Product, string>>;
  readonly hosts: Readonly<Record<Product, string>>;
  readonly sqlHost: string;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

/** What `--json` prints, as far as it is looked at. */
interface Document {
  readonly parameters: readonly { readonly name: string; readonly change: string }[];
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  readonly restart?: { readonly outcome: string };
}

/** A part of each value: none may be printed. */
const SECRET = "s3ntinel";

/** How the file is written: Subscription Manager's has attributes in UTF-8, App Designer's elements in UTF-16. */
const SHAPES: Partial<Record<Product, (entries: Readonly<Record<string, string>>) => Buffer>> = {
  sm: (entries) =>
    Buffer.from(`<AppSecrets>\n${rows(entries, (name, value) => `<add key="${name}" value="${value}"/>`)}\n</AppSecrets>`),
  ad: (entries) =>
    Buffer.from(
      `\ufeff<?xml version="1.0" encoding="utf-16"?>\n<secrets>\n${rows(entries, (name, value) => `<secret><name>${name}</name><value><![CDATA[${value}]]></value></secret>`)}\n</secrets>`,
      "utf16le",
    ),
};

const rows = (entries: Readonly<Record<string, string>>, row: (name: string, value: string) => string) =>
  Object.entries(entries)
    .map(([name, value]) => row(name, value))
    .join("\n");

/** `npm run import-secrets` on a stack that is up, with files of both shapes: all that an import may find, and the restart after it. */
export async function rehearseImport(hands: ImportHands): Promise<void> {
  const { parameterPrefixes, hosts, sqlHost, note } = hands;
  const folder = mkdtempSync(join(tmpdir(), "secrets-"));
  const name = (end: string) => `${parameterPrefixes.sm}_${end}`;
  const path = (end: string) => `/${parameterPrefixes.ad}/xmpro/${end}`;
  const database = (product: string) => `Server=${sqlHost},1433;Database=${product};User ID=xmadmin;Password=${SECRET}`;
  const sm = {
    [name("SQLSERVER")]: database("SM"),
    [name("DNSName")]: `https://${hosts.sm}`,
    [name("REDIS")]: "-",
    [name("SALT")]: `${SECRET}-salt`,
    [name("CERT")]: `CN=${SECRET}`,
  };
  const ad = {
    [path("data/connectionString")]: database("AD"),
    [path("xmidentity/server/baseUrl")]: `https://${hosts.sm}`,
    [path("appDesigner/encryptionKey")]: `${SECRET}-key`,
  };
  const changed = { ...sm, [name("CERT")]: `CN=${SECRET}-2` };
  const run = (
    step: string,
    expected: Expected,
    product: Product,
    entries: Readonly<Record<string, string>> | undefined,
    ...options: string[]
  ) => {
    const file = join(folder, "App Secrets.xml");
    if (entries) writeFileSync(file, SHAPES[product]?.(entries) ?? "");
    type(hands, step, expected, ["--product", product, ...(entries ? [file] : []), ...options]);
  };
  try {
    run("an import is refused without --yes", { code: 1, changes: "5 new", written: 0 }, "sm", sm);
    run("secrets are imported", { code: 0, changes: "5 new", written: 5, restart: "not needed" }, "sm", sm, "--yes");
    run("secrets are unchanged the second time", { code: 0, changes: "5 unchanged", written: 0 }, "sm", sm);
    run(
      "secrets of the other shape are imported",
      { code: 0, changes: "3 new", written: 3, restart: "not needed" },
      "ad",
      ad,
      "--yes",
    );
    note("SSM has what the files had", ...(await compare(hands.region, { ...sm, ...ad })));
    await deployPackage(hands);
    const oneChanged = "1 changed, 4 unchanged";
    run("a change is refused without --yes", { code: 1, changes: oneChanged, written: 0 }, "sm", changed);
    run(
      "a change restarts the product",
      { code: 0, changes: oneChanged, written: 1, restart: "restarted" },
      "sm",
      changed,
      "--yes",
    );
    run(
      "a roll-back restarts it too",
      { code: 0, changes: oneChanged, written: 1, restart: "restarted" },
      "sm",
      undefined,
      "--roll-back",
      "--yes",
    );
    note("SSM is as it was", ...(await compare(hands.region, sm)));
    run(
      "SALT is kept",
      { code: 1, changes: "4 unchanged, 1 kept", written: 0 },
      "sm",
      { ...sm, [name("SALT")]: `${SECRET}-other` },
      "--yes",
    );
    const { [name("CERT")]: _, ...pruned } = sm;
    run(
      "--prune deletes what the file lacks",
      { code: 0, changes: "4 unchanged, 1 only in SSM", deleted: 1, restart: "left to you" },
      "sm",
      pruned,
      "--prune",
      "--yes",
      "--no-restart",
    );
  } finally {
    rmSync(folder, { recursive: true });
    // As docs/remove.md says: Pulumi does not know them.
    await new SSMClient({ region: hands.region }).send(
      new DeleteParametersCommand({ Names: [...Object.keys(sm), ...Object.keys(ad)] }),
    );
  }
}

interface Expected {
  readonly code: number;
  /** "1 changed, 4 unchanged". */
  readonly changes: string;
  readonly written?: number;
  readonly deleted?: number;
  readonly restart?: string;
}

/** A step: the command as a person types it. */
function type({ project, stack, note }: ImportHands, step: string, expected: Expected, options: readonly string[]): void {
  console.error(`${stack}: ${step} …`);
  const words = ["run", "--silent", "import-secrets", "--", "--stack", stack, "--json", ...options];
  const { status, stdout, stderr } = spawnSync("npm", words, { cwd: project, encoding: "utf8" });
  const {
    parameters = [],
    written = [],
    deleted = [],
    restart,
  } = stdout.startsWith("{") ? (JSON.parse(stdout) as Partial<Document>) : {};
  const kinds = [...new Set(parameters.map(({ change }) => change))];
  const order = ["new", "changed", "unchanged", "kept", "stale", "blocked", "only in SSM"];
  const changes = kinds
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((kind) => `${parameters.filter(({ change }) => change === kind).length} ${kind}`)
    .join(", ");
  const seen: Expected = {
    code: status ?? -1,
    changes,
    written: written.length,
    deleted: deleted.length,
    ...(restart ? { restart: restart.outcome } : {}),
  };
  const wanted = { written: 0, deleted: 0, ...expected };
  const isLeaking = `${stdout}${stderr}`.includes(SECRET);
  const isRight = JSON.stringify(Object.entries(seen).sort()) === JSON.stringify(Object.entries(wanted).sort());
  const verdict = isLeaking
    ? "FAILED: a value is printed"
    : isRight
      ? "ok"
      : `FAILED: exit code ${status}: ${stderr.trim().split("\n").at(-1)}`;
  note(step, [changes, restart?.outcome].filter(Boolean).join("; "), verdict);
}

/** What SSM holds against what it should. */
async function compare(region: string, entries: Readonly<Record<string, string>>): Promise<[string, string]> {
  const command = new GetParametersCommand({ Names: Object.keys(entries), WithDecryption: true });
  const { Parameters = [] } = await new SSMClient({ region }).send(command);
  const right = Parameters.filter(({ Name = "", Value, Type }) => Type === "SecureString" && Value === entries[Name]);
  const isRight = right.length === Object.keys(entries).length;
  return [`${right.length} parameters`, isRight ? "ok" : `FAILED: ${Object.keys(entries).length} were to be there`];
}

/** In place of Subscription Manager's sample application. */
async function deployPackage({ region, applicationName, environments, note }: ImportHands): Promise<void> {
  const client = new ElasticBeanstalkClient({ region });
  const EnvironmentName = environments.sm;
  const describe = async () =>
    (await client.send(new DescribeEnvironmentsCommand({ EnvironmentNames: [EnvironmentName], IncludeDeleted: false })))
      .Environments?.[0];
  if ((await describe())?.VersionLabel === "Sample Application") {
    const VersionLabel = "rehearsed-import";
    await client.send(new CreateApplicationVersionCommand({ ApplicationName: applicationName, VersionLabel }));
    await client.send(new UpdateEnvironmentCommand({ EnvironmentName, VersionLabel }));
  }
  // It may still be Updating: the command waits for that.
  note("a package runs", (await describe())?.VersionLabel ?? "nothing", "ok");
}
