import {
  CreateApplicationVersionCommand,
  DescribeEnvironmentsCommand,
  ElasticBeanstalkClient,
  UpdateEnvironmentCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import type { StackOutputs } from "../../operate/deployed-stack/stack-outputs.ts";
import { type ImportHands, ImportSteps, SECRET } from "./import-steps.ts";

/** `npm run import-secrets` on a stack that is up, with files of both shapes: all that an import may find, and the restart after it. */
export async function rehearseImport(hands: ImportHands, outputs: StackOutputs): Promise<void> {
  const { parameterPrefixes, hosts, sqlServer } = outputs;
  const name = (end: string) => `${parameterPrefixes.sm}_${end}`;
  const path = (end: string) => `/${parameterPrefixes.ad}/xmpro/${end}`;
  const database = (product: string) => `Server=${sqlServer.host},1433;Database=${product};User ID=app;Password=${SECRET}`;
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
  const other = { ...sm, [name("CERT")]: `CN=${SECRET}-2` };
  const otherSalt = { ...sm, [name("SALT")]: `${SECRET}-other` };
  const otherServer = { ...sm, [name("SQLSERVER")]: database("SM").replace(sqlServer.host, "old.example.com") };
  const { [name("CERT")]: _, ...withoutCert } = sm;
  const none = { restart: "not needed" } as const;
  const changed = "1 changed, 4 unchanged";
  const steps = new ImportSteps(hands);
  try {
    steps.import("an import is refused without --yes", { code: 1, changes: "5 new" }, "sm", sm);
    steps.import("secrets are imported", { code: 0, changes: "5 new", written: 5, ...none }, "sm", sm, "--yes");
    steps.import("secrets are unchanged the second time", { code: 0, changes: "5 unchanged" }, "sm", sm);
    steps.import("secrets of the other shape", { code: 0, changes: "3 new", written: 3, ...none }, "ad", ad, "--yes");
    await steps.expect("SSM has what the files had", { ...sm, ...ad });
    await deployPackage(hands, outputs);
    steps.import("a change is refused without --yes", { code: 1, changes: changed }, "sm", other);
    const restarts = { written: 1, restart: "restarted" } as const;
    steps.import("a change restarts the product", { code: 0, changes: changed, ...restarts }, "sm", other, "--yes");
    steps.run("a roll-back restarts it too", { code: 0, changes: changed, ...restarts }, "sm", "--roll-back", "--yes");
    await steps.expect("SSM is as it was", sm);
    steps.import("SALT is kept", { code: 1, changes: "4 unchanged, 1 kept" }, "sm", otherSalt, "--yes");
    steps.import("a stale server is pointed out", { code: 0, changes: "4 unchanged, 1 stale" }, "sm", otherServer, "--yes");
    const moved = { written: 1, restart: "left to you" };
    const taken = ["--take-stack-values", "--yes", "--no-restart"];
    steps.import("a stale server is forced", { code: 0, changes: changed, ...moved }, "sm", otherServer, ...taken);
    const fromStack = { code: 0, changes: "1 changed, 2 unchanged", ...moved };
    steps.run("--from-stack makes it right", fromStack, "sm", "--from-stack", "--yes", "--no-restart");
    await steps.expect("SSM has the stack's server, and the product's login", sm);
    const pruned = { deleted: 1, restart: "left to you" };
    const rest = "4 unchanged, 1 only in SSM";
    const prune = ["--prune", "--yes", "--no-restart"];
    steps.import("--prune deletes what the file lacks", { code: 0, changes: rest, ...pruned }, "sm", withoutCert, ...prune);
  } finally {
    await steps.end();
  }
}

/** In place of Subscription Manager's sample application. */
async function deployPackage({ region, note }: ImportHands, { applicationName, environments }: StackOutputs): Promise<void> {
  const client = new ElasticBeanstalkClient({ region });
  const EnvironmentName = environments?.sm ?? "";
  const versionLabel = async () => {
    const command = new DescribeEnvironmentsCommand({ EnvironmentNames: [EnvironmentName], IncludeDeleted: false });
    return (await client.send(command)).Environments?.[0]?.VersionLabel;
  };
  if ((await versionLabel()) === "Sample Application") {
    const VersionLabel = "rehearsed-import";
    await client.send(new CreateApplicationVersionCommand({ ApplicationName: applicationName, VersionLabel }));
    await client.send(new UpdateEnvironmentCommand({ EnvironmentName, VersionLabel }));
  }
  // It may still be Updating: the command waits for that.
  note("a package runs", (await versionLabel()) ?? "nothing", "ok");
}
