import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { GetPolicyCommand, GetPolicyVersionCommand, IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { namesOf, type RoleKind } from "../../github/bootstrap/names.ts";
import { type Claims, claimsOf, REPOSITORY, STRANGERS } from "../github/bootstrap/github-token.ts";
import { actionOf } from "./bootstrap/api-action.ts";
import { type AwsRequest, startRecorder } from "./bootstrap/aws-recorder.ts";
import { refusedCalls } from "./bootstrap/refused-calls.ts";
import { startedHost } from "./bootstrap/request-resources.ts";
import { copyProject, ROOT, type StackName } from "./project-copy.ts";
import { type Step, secondsSince } from "./step.ts";

/** Settings with which a stack has most types of resources, so that every permission has a chance to be missed. */
const EVERYTHING: Readonly<Record<string, string>> = {
  mail: "ses",
  sqlNativeBackup: "on",
  sqlBackupRegion: "us-west-2",
  relayVpcEndpoints: "true",
  webAcl: "on",
  dataProtection: "removable",
};
/** Changed later: two in place, and one that adds a type of resource. */
const CHANGES: Readonly<Record<string, string>> = { smInstanceType: "t3.2xlarge", redisSnapshotDays: "9", installerHost: "on" };
/** What the doctor asks for and the role may not read: the products' secrets and certificate files. It says then that it could not look. */
const WITHHELD = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "s3:GetObject"];
const REGION = "us-east-1";

/**
 * `npm run bootstrap` in an account: a second run changes nothing, GitHub's tokens get the roles and strangers' do not. Then a stack is deployed, its state
 * moved to the bucket by the commands that the bootstrap printed, previewed, changed and destroyed: each call to AWS on the way must be one that the role
 * for it may make.
 */
export async function rehearseBootstrap(endpoint: string, stack: StackName = "prod"): Promise<Step[]> {
  const steps: Step[] = [];
  const project = await copyProject(endpoint);
  const recorder = await startRecorder(endpoint);
  const note = (step: string, started: number, seen: string, problem: string | undefined) =>
    void steps.push({ step, seconds: secondsSince(started), seen, verdict: problem === undefined ? "ok" : `FAILED: ${problem}` });
  let backend = process.env.PULUMI_BACKEND_URL;
  /** A program in the project's folder, whose calls to AWS are recorded. */
  const run = async (program: string, ...argv: readonly string[]) => {
    console.error(`${stack}: ${program.split("/").at(-1)} ${argv.slice(0, 3).join(" ")} …`);
    const env = { ...process.env, AWS_ENDPOINT_URL: recorder.url, PULUMI_BACKEND_URL: backend, AWS_REGION: REGION };
    return promisify(execFile)(program, argv, { cwd: project.folder, env, maxBuffer: 2 ** 28 });
  };
  const pulumi = (...argv: readonly string[]) => run("pulumi", ...argv, "--non-interactive", "--color", "never");
  const bootstrap = (...argv: readonly string[]) =>
    run(process.execPath, join(ROOT, "github", "bootstrap", "bootstrap.ts"), ...bootstrapOptions(stack), ...argv);
  const set = async (settings: Readonly<Record<string, string>>) => {
    for (const [key, value] of Object.entries(settings)) await pulumi("config", "set", `xmpro:${key}`, value, "--stack", stack);
  };
  try {
    let started = Date.now();
    // Settings decide the permissions, so they come first.
    await pulumi("stack", "init", stack);
    await set(EVERYTHING);
    const { stdout } = await bootstrap("--yes");
    note("the account is prepared", started, `${stdout.split("\n").length} lines`, undefined);
    started = Date.now();
    const again = await bootstrap("--check");
    note("a second run finds nothing to do", started, again.stdout.split("\n")[0] ?? "", undefined);

    const account = /role\/|iam::(\d{12})/.exec(stdout)?.[1] ?? "";
    const names = namesOf({ project: "xmpro", stack, accountId: account, region: REGION });
    started = Date.now();
    const wrong = await wrongTokens(stack, names.roleArn);
    note("GitHub's tokens get their role, and those of strangers none", started, `${STRANGERS.length} strangers`, wrong[0]);

    const documents = { preview: await policiesOf(names.role("preview")), deploy: await policiesOf(names.role("deploy")) };
    const hosts: string[] = [];
    const compare = (step: string, kind: RoleKind, from: number, except: readonly string[] = []) => {
      const requests = recorder.taken().filter((request) => !except.includes(actionOf(request)));
      hosts.push(...requests.flatMap((request) => startedHost(request) ?? []));
      const refused = refusedCalls(requests, documents[kind], account, hosts);
      for (const call of refused) console.error(`${step}: the ${kind} role may not ${call}`);
      const problem = refused.length === 0 ? undefined : `${refused.length} calls such as ${refused[0]}`;
      note(
        `${step}: the ${kind} role may make every call`,
        from,
        seenIn(requests),
        requests.length > 20 ? problem : "too few calls",
      );
    };
    recorder.taken();
    started = Date.now();
    await pulumi("up", "--yes", "--skip-preview", "--stack", stack);
    compare("the stack is deployed", "deploy", started);

    started = Date.now();
    // The commands before that heading are for a new stack.
    const [, move = ""] = stdout.split("If the stack has a state elsewhere");
    for (const line of move.split("\n").filter((text) => text.startsWith("  npx pulumi "))) {
      const argv = wordsOf(line).slice(2);
      // An emulator on this machine has no host name for each bucket.
      const words = argv.map((word) => (word.startsWith("s3://") ? `${word}&use_path_style=true` : word));
      if (words[0] === "preview") break;
      if (words[0] === "login") backend = words[1];
      await pulumi(...words);
    }
    recorder.taken();
    await pulumi("preview", "--expect-no-changes", "--stack", stack);
    // What the nightly job does.
    await pulumi("preview", "--refresh", "--expect-no-changes", "--stack", stack);
    compare("the state is moved to the bucket, and a preview shows no change", "preview", started);
    started = Date.now();
    // Its verdict is not the matter here: nothing is installed.
    await run("npm", "run", "--silent", "doctor", "--", "--stack", stack, "--quick").catch(({ stderr }) => console.error(stderr));
    compare("the doctor looks", "deploy", started, WITHHELD);
    started = Date.now();
    await set(CHANGES);
    const changed = await bootstrap("--yes");
    const isAdded = /\+ .*ec2:ModifyInstanceAttribute/.test(changed.stdout);
    note(
      "a type of resource more adds its permissions",
      started,
      "ec2:ModifyInstanceAttribute",
      isAdded ? undefined : "no change",
    );
    documents.deploy = await policiesOf(names.role("deploy"));
    recorder.taken();
    await pulumi("up", "--yes", "--skip-preview", "--stack", stack);
    compare("settings are changed", "deploy", started);
    started = Date.now();
    await pulumi("destroy", "--yes", "--skip-preview", "--stack", stack);
    compare("the stack is destroyed", "deploy", started);
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    console.error(stdout.slice(-3000), stderr.slice(-3000));
    note("the rehearsal stopped", Date.now(), "", String(error).split("\n")[0] ?? "");
  } finally {
    recorder.close();
    project.remove();
  }
  return steps;
}

function bootstrapOptions(stack: string): string[] {
  const { owner, name, id, ownerId } = REPOSITORY;
  return ["--stack", stack, "--repository", `${owner}/${name}`, "--repository-id", id, "--owner-id", ownerId];
}

/** The shell's words of a printed command, of which single quotes are the only quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

function seenIn(requests: readonly AwsRequest[]): string {
  return `${requests.length} calls of ${new Set(requests.map(({ service }) => service)).size} services`;
}

/** Asks STS with a token of each kind. Gives what went wrong. */
async function wrongTokens(stack: StackName, roleArn: (kind: RoleKind) => string): Promise<string[]> {
  const sts = new STSClient({ region: REGION });
  const may = async (kind: RoleKind, claims: Claims) => {
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn(kind),
      RoleSessionName: "rehearsal",
      WebIdentityToken: tokenOf(claims),
    });
    return sts.send(command).then(
      () => true,
      () => false,
    );
  };
  const wrong: string[] = [];
  const expected: [string, RoleKind][] = [
    [stack, "deploy"],
    [`${stack}-preview`, "preview"],
    [`${stack}-drift`, "preview"],
  ];
  for (const [environment, kind] of expected) {
    const withIds = `repo:acme@${REPOSITORY.ownerId}/xmpro@${REPOSITORY.id}:environment:${environment}`;
    for (const claims of [claimsOf(environment), claimsOf(environment, { sub: withIds })]) {
      if (!(await may(kind, claims))) wrong.push(`${claims.sub} does not get the ${kind} role`);
      if (await may(kind === "deploy" ? "preview" : "deploy", claims)) wrong.push(`${claims.sub} gets the other role`);
    }
  }
  for (const [who, changes] of STRANGERS) {
    const claims = claimsOf(stack, changes);
    for (const kind of ["preview", "deploy"] as const) if (await may(kind, claims)) wrong.push(`${who} gets the ${kind} role`);
  }
  return wrong;
}

/** A token in the form of a JWT. Its signature is none: the emulator does not look at it, and AWS would refuse it. */
function tokenOf(claims: Claims): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part({ ...claims, exp: Math.floor(Date.now() / 1000) + 300 })}.${part("none")}`;
}

/** The policies of a role as the account has them. */
async function policiesOf(RoleName: string): Promise<unknown[]> {
  const iam = new IAMClient({ region: REGION });
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return Promise.all(
    AttachedPolicies.map(async ({ PolicyArn }) => {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
      const version = new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId });
      const text = (await iam.send(version)).PolicyVersion?.Document ?? "";
      return JSON.parse(text.startsWith("%") ? decodeURIComponent(text) : text) as unknown;
    }),
  );
}
