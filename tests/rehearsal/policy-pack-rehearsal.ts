import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./project-copy.ts";
import { type Step, secondsSince } from "./step.ts";

const BUCKET = 'import * as aws from "@pulumi/aws";\nnew aws.s3.Bucket("files", { tags: { note: "SENTINEL" } });\n';
const OPEN = `${BUCKET}new aws.vpc.SecurityGroupIngressRule("open", {
  securityGroupId: "sg-0123456789abcdef0", ipProtocol: "tcp", fromPort: 3389, toPort: 3389, cidrIpv4: "0.0.0.0/0",
});\n`;
const NO_PUBLIC_ACCESS_BLOCK = /the bucket must have a BucketPublicAccessBlock/;

/** Uses the policy pack by itself, copied away from this repository, with programs that know nothing of it. */
export function rehearsePolicyPack(): Step[] {
  const folder = mkdtempSync(join(tmpdir(), "policy-pack-"));
  try {
    return [...steps(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A type that no rule has judged. */
const TABLE = `import * as aws from "@pulumi/aws";
new aws.dynamodb.Table("jobs", { hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" });
`;

function* steps(folder: string): Generator<Step> {
  const pack = join(folder, "policy");
  cpSync(join(ROOT, "infra", "policy"), pack, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));

  const empty = program(folder, "empty", "");
  yield step("an empty program passes", () => empty("up", "--yes", "--skip-preview"), { code: 0, says: /xmpro-aws@v/ });

  const shop = program(folder, "shop", BUCKET);
  yield step("a bucket of another program is refused", () => shop("preview"), { code: "not 0", says: NO_PUBLIC_ACCESS_BLOCK });

  const baseline = join(folder, "shop", "baseline.json");
  const recording = { POLICY_BASELINE_RECORD: "baseline.json" };
  // With all values: some findings show only when AWS has chosen them.
  yield step("its findings are recorded", () => shop(recording, "up", "--yes", "--skip-preview"), {
    code: 0,
    says: /findings? recorded in /,
  });
  yield {
    step: "the baseline holds no value of the program",
    seconds: 0,
    seen: `${(JSON.parse(readFileSync(baseline, "utf8")) as { findings: unknown[] }).findings.length} findings`,
    verdict: readFileSync(baseline, "utf8").includes("SENTINEL") ? "FAILED" : "ok",
  };
  const judging = { POLICY_BASELINE: "baseline.json" };
  yield step("old findings pass with the baseline", () => shop(judging, "up", "--yes", "--skip-preview"), {
    code: 0,
    says: /findings? of this run in the baseline/,
  });
  writeFileSync(join(folder, "shop", "index.mjs"), OPEN);
  yield step("a new one does not", () => shop(judging, "preview"), { code: "not 0", says: /no-public-ingress/ });

  const exemption = {
    rule: "known-resource-types",
    resource: "urn:pulumi:dev::shop::aws:dynamodb/table:Table::jobs",
    reason: "The table has been looked at by hand.",
    until: "2999-12-31",
  };
  writeFileSync(join(folder, "shop", "index.mjs"), TABLE);
  const exempting = (entry: object) => {
    writeFileSync(join(folder, "shop", "exemptions.json"), JSON.stringify([entry]));
    return { POLICY_EXEMPTIONS: "exemptions.json" };
  };
  yield step("a type that no rule knows is refused", () => shop("preview"), {
    code: "not 0",
    says: /no rule has judged "aws:dynamodb\/table:Table"/,
  });
  yield step("an exemption lets it pass, and is printed", () => shop(exempting(exemption), "preview"), {
    code: 0,
    says: /Exemption 1 of 1: known-resource-types for aws:dynamodb\/table:Table "jobs"/,
  });
  yield step("an exemption that has ended stops it", () => shop(exempting({ ...exemption, until: "2020-01-01" }), "preview"), {
    code: "not 0",
    says: /ended on 2020-01-01/,
  });
  yield step("a broken file stops the run before the first resource", () => shop(exempting({ rule: "x" }), "preview"), {
    code: "not 0",
    says: /entry 1: until must be the last day/,
  });
}

type Run = (...args: readonly (string | Readonly<Record<string, string>>)[]) => { status: number | null; said: string };

/** A Pulumi program in a folder of its own with a stack "dev". Arguments that are objects are environment variables. */
function program(folder: string, name: string, source: string): Run {
  const at = join(folder, name);
  mkdirSync(at);
  writeFileSync(join(at, "index.mjs"), source);
  writeFileSync(join(at, "package.json"), JSON.stringify({ name, type: "module", private: true }));
  writeFileSync(join(at, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\nmain: index.mjs\n`);
  const pulumi: Run = (...args) => {
    const env = Object.assign({ ...process.env, PWD: at }, ...args.filter((arg) => typeof arg === "object"));
    const words = args.filter((arg) => typeof arg === "string");
    const { status, stdout, stderr } = spawnSync("pulumi", [...words, "--stack", "dev", "--color", "never"], {
      cwd: at,
      encoding: "utf8",
      env,
    });
    return { status, said: `${stdout}${stderr}` };
  };
  const make = pulumi("stack", "init");
  if (make.status !== 0) throw new Error(make.said);
  writeFileSync(
    join(at, "Pulumi.dev.yaml"),
    `${readFileSync(join(at, "Pulumi.dev.yaml"), "utf8")}\nconfig:\n  aws:region: us-east-1\n  aws:defaultTags:\n    tags: { project: a, environment: dev, owner: a, managed-by: pulumi, cost-centre: a }\n`,
  );
  return (...args) => pulumi(...args, "--policy-pack", join(folder, "policy"));
}

function step(name: string, act: () => ReturnType<Run>, { code, says }: { code: 0 | "not 0"; says: RegExp }): Step {
  const started = Date.now();
  console.error(`policy pack: ${name} …`);
  const { status, said } = act();
  const asExpected = (status === 0) === (code === 0) && says.test(said);
  if (!asExpected) console.error(said.split("\n").slice(-40).join("\n"));
  return {
    step: name,
    seconds: secondsSince(started),
    seen: status === 0 ? "passed" : "refused",
    verdict: asExpected ? "ok" : "FAILED",
  };
}
