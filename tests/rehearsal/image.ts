// `npm run rehearse-image`: builds the relay's image from its Dockerfile and runs it as in production: read-only, without
// privileges and with little memory. Then it runs `npm run smoke` against it. Needs `build-image` and `run-image` on PATH (builders
// that accept docker's options).
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { commandArguments } from "../../relay-service/command-arguments.ts";
import { identityOf } from "../../relay-service/src/codec/roc1/pairing/identity.ts";
import { freePort } from "../support/relay/free-port.ts";
import { instrumentedUpstream } from "../support/relay/instrumented-upstream.ts";
import { TEST_SECRET } from "../support/relay/running-relay.ts";

const ROOT = join(import.meta.dirname, "../..");
const TAG = "relay-rehearsal";
/** A script to run inside the image, where Node is the only program. */
const SBOM = `for (const { name } of JSON.parse(require("fs").readFileSync("/app/sbom.cdx.json")).components) console.log(name)`;

async function run(command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (piece: Buffer) => {
    output += piece;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`);
  return output;
}

function check(sentence: string, holds: boolean): void {
  console.log(`${holds ? "passed" : "FAILED"}  ${sentence}`);
  if (!holds) process.exitCode = 1;
}

commandArguments({
  usage: `npm run rehearse-image

Builds the relay's image from its Dockerfile, and runs it as it runs in production. Needs build-image and run-image on PATH.`,
});
const built = await run("build-image", ["--file", "relay-service/Dockerfile", "--tag", TAG, "."]);
console.log(`built   ${/size (\S+)/.exec(built)?.[1] ?? ""}`);

const port = await freePort();
const seed = randomBytes(32);
const pin = identityOf(seed).publicKey.toString("base64url");
const page = "https://app.example.com";
await using upstream = await instrumentedUpstream();
const environment = {
  UPSTREAM: upstream.url,
  CLIENT_ID_SECRET: TEST_SECRET,
  RELAY_IDENTITY_SEED: seed.toString("hex"),
  CORS_ORIGINS: page,
  PORT: `${port}`,
  METRICS_PORT: "0",
  PASS_THROUGH_ROUTES: "/open/*",
};
const hardened = ["--read-only", "--cap-drop=all", "--security-opt=no-new-privileges", "--memory=256m"];
const variables = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);

const started = performance.now();
const container = spawn("run-image", [...hardened, ...variables, TAG], { stdio: ["ignore", "pipe", "inherit"] });
const ended = once(container, "close");
let log = "";
const listening = new Promise<void>((resolve, reject) => {
  container.stdout.on("data", (piece: Buffer) => {
    log += piece;
    if (log.includes('"msg":"listening"')) resolve();
  });
  void ended.then(([code]) => reject(new Error(`the container ended with ${code}:\n${log}`)));
});
await listening;
console.log(`started after ${Math.round(performance.now() - started)} ms, the container's own start included`);

const url = `http://127.0.0.1:${port}`;
check("it uses its native cryptography", log.includes('"crypto":"native"'));
check("it is alive", (await fetch(`${url}/api/mte-echo`)).ok);
check("it is ready", (await fetch(`${url}/healthz/ready`)).ok);
check("it forwards a request to its upstream", (await fetch(`${url}/open/x`)).ok && upstream.seen.length === 1);
check("it serves the browser client", (await (await fetch(`${url}/public/mte-relay-client.js`)).text()).includes("mteFetch"));
const smoke = await run(process.execPath, ["relay-service/smoke/smoke.ts", url, "--origin", page, "--pin", pin]).catch(String);
console.log(smoke.trimEnd());
check("it passes `npm run smoke` with another origin and a pinned key", smoke.endsWith("all checks passed\n"));
check("it logs no secrets and no contents of requests", !log.includes(TEST_SECRET) && !log.includes("mte-relay"));
container.kill("SIGTERM");
const [code] = await ended;
check("it ends with code 0 after SIGTERM", code === 0);
check(
  "it contains its list of packages",
  (await run("run-image", [...hardened, "--entrypoint", "/nodejs/bin/node", TAG, "-e", SBOM])).includes("hono"),
);
check(
  "it does not run as root",
  (
    await run("run-image", [...hardened, "--entrypoint", "/nodejs/bin/node", TAG, "-e", "console.log(process.getuid())"])
  ).trim() === "65532",
);
