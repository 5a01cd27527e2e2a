import type { KeyObject } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPfx } from "../../../operate/certificates/open-pfx.ts";
import { CERTIFICATES, runCertificates } from "../../../operate/certificates/run-certificates.ts";
import { writePfx } from "../../../operate/certificates/write-pfx.ts";
import { runCommand } from "../../../operate/command-line/run-command.ts";
import { type AwsServer, startAwsServer } from "../aws-server.ts";
import { STACK } from "../deployed.ts";
import { recordingTerminal } from "../terminal.ts";
import { exampleCertificates, HOSTS, makeQuickly, NOW } from "./made.ts";

const BUCKET = STACK.outputs.certificateBucket;
const PASSWORD = "sentinel-of-a-person";
const FILES = ["sign.password.txt", "sign.pfx", "ssl.password.txt", "ssl.pfx"];
const DAY_MS = 86_400_000;

let aws: AwsServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const { sign, ssl } = exampleCertificates();
  keys.push((await sign).key, (await ssl).key);
  writeFileSync(join(folder, "own.pfx"), writePfx(await sign, PASSWORD, "3des"));
  writeFileSync(join(folder, "own-ssl.pfx"), writePfx(await ssl, PASSWORD, "3des"));
  writeFileSync(join(folder, "own.txt"), `${PASSWORD}\r\n`);
  writeFileSync(join(folder, "wrong.txt"), "wrong-sentinel");
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  aws = await startAwsServer(STACK.accountId);
});
afterEach(() => aws.close());

const OWN_SIGN = ["--sign", "own.pfx", "--sign-password", "own.txt"];
const OWN_SSL = ["--ssl", "own-ssl.pfx", "--ssl-password", "own.txt"];

/** Runs the command on a stack in the small AWS. No secret may be in what it writes. */
async function run(argv: readonly string[], { now = NOW, stack = STACK } = {}) {
  const terminal = recordingTerminal();
  const words = ["--stack", "nonprod", ...argv].map((word) => (/\.(pfx|txt)$|^out/.test(word) ? join(folder, word) : word));
  const runtime = { openStack: async () => stack, make, now: () => now };
  const code = await runCommand(CERTIFICATES, words, terminal, (given) => runCertificates(given, terminal, runtime));
  const [printed, said] = [terminal.printed.join("\n"), terminal.said.join("\n")];
  expect(secrets().filter((secret) => `${printed}${said}`.includes(secret))).toEqual([]);
  return { code, printed, said };
}

/** All passwords, and a part of each key as PEM and as a JSON Web Key. */
const secrets = () => [
  PASSWORD,
  "wrong-sentinel",
  ...["sign", "ssl"].map(password).filter((text) => text !== undefined),
  ...keys.flatMap((key) => [
    (key.export({ type: "pkcs8", format: "pem" }) as string).split("\n")[3] ?? "",
    (key.export({ format: "jwk" }).d ?? "").slice(0, 40),
  ]),
];

/** All that the command has made, and a person's own. */
const keys: KeyObject[] = [];
const make: typeof makeQuickly = async (wish, now) => {
  const made = await makeQuickly(wish, now);
  keys.push(made.key);
  return made;
};

const password = (role: string) => aws.objects.get(`${BUCKET}/${role}.password.txt`)?.toString();
const fingerprint = (role: string) =>
  openPfx(aws.objects.get(`${BUCKET}/${role}.pfx`) as Buffer, password(role) as string).certificate.fingerprint256;
const stored = () => FILES.map((file) => aws.objects.get(`${BUCKET}/${file}`)?.toString("base64"));
const LATER = { now: new Date(NOW.getTime() + 1050 * DAY_MS) };

describe("the command, with an empty bucket", () => {
  it("makes both files and their passwords, and says when they end and what CERT must be", async () => {
    const { code, printed, said } = await run([]);
    expect(code).toBe(0);
    expect(aws.written).toEqual(
      ["sign.password.txt", "sign.pfx", "ssl.password.txt", "ssl.pfx"].map((file) => `${BUCKET}/${file}`),
    );
    expect(printed).toBe(
      [
        "Bucket certificates-1",
        "  sign.pfx  created       CN=xmpro-nonprod-sign, RSA 2048, 3DES, ends 2037-02-26, in 3650 days (the bucket has none)",
        `  ssl.pfx   created       CN=${HOSTS[0]}, RSA 2048, 3DES, ends 2030-02-28, in 1095 days (the bucket has none)`,
        "",
        "The installers' token signing certificate, and the parameter CERT, must be exactly:",
        "  CN=xmpro-nonprod-sign",
        "Instances fetch the files when a package is deployed to them. Those that run keep what they have.",
      ].join("\n"),
    );
    expect(said).toBe(
      [
        "Reading the stack nonprod from Pulumi's state …",
        "Making a key and a certificate for sign.pfx …",
        "Making a key and a certificate for ssl.pfx …",
      ].join("\n"),
    );
    expect(password("sign")).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(password("ssl")).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(password("sign")).not.toBe(password("ssl"));
  });

  it("takes a person's own files as they are", async () => {
    const { code } = await run([...OWN_SIGN, ...OWN_SSL]);
    expect(code).toBe(0);
    expect(aws.objects.get(`${BUCKET}/sign.pfx`)).toEqual(readFileSync(join(folder, "own.pfx")));
    expect(aws.objects.get(`${BUCKET}/ssl.pfx`)).toEqual(readFileSync(join(folder, "own-ssl.pfx")));
    expect([password("sign"), password("ssl")]).toEqual([PASSWORD, PASSWORD]);
  });

  it("gives a server with long host names a common name that is short enough", async () => {
    const long = `${"a".repeat(60)}.${"b".repeat(20)}.example.com`;
    const stack = { ...STACK, outputs: { ...STACK.outputs, hosts: { sm: long, ds: `ds.${long}`, ad: `ad.${long}` } } };
    const { code, printed } = await run(["--json"], { stack });
    const [, ssl] = (JSON.parse(printed) as { files: { subject: string; names: string[] }[] }).files;
    expect([code, ssl]).toEqual([
      0,
      expect.objectContaining({ subject: "CN=xmpro-nonprod-ssl", names: [long, `ds.${long}`, `ad.${long}`] }),
    ]);
  });
});

describe("the command, with files in the bucket", () => {
  let before: typeof aws.objects | undefined;
  beforeEach(async () => {
    if (before === undefined) {
      await run([]);
      before = new Map(aws.objects);
    }
    for (const [path, bytes] of before) aws.objects.set(path, bytes);
    aws.written.length = 0;
  });

  it("keeps what is good, and writes nothing", async () => {
    const { code, printed, said } = await run([]);
    expect([code, aws.written]).toEqual([0, []]);
    expect(printed).toContain("sign.pfx  kept");
    expect(printed).toContain("ssl.pfx   kept");
    expect(said).toBe("Reading the stack nonprod from Pulumi's state …");
  });

  it("renews ssl by itself, keeps its password, and does not touch sign", async () => {
    const [signBefore, sslBefore, passwordBefore] = [fingerprint("sign"), fingerprint("ssl"), password("ssl")];
    const { code, printed } = await run([], LATER);
    expect([code, aws.written]).toEqual([0, [`${BUCKET}/ssl.password.txt`, `${BUCKET}/ssl.pfx`]]);
    expect(printed).toContain("ssl.pfx   renewed");
    expect(printed).toContain("(the present one ends in 45 days)");
    expect([fingerprint("sign"), password("ssl")]).toEqual([signBefore, passwordBefore]);
    expect(fingerprint("ssl")).not.toBe(sslBefore);
  });

  it.each([[["--replace-sign"]], [OWN_SIGN]])(
    "does not replace sign without --yes, and says what that invalidates: %j",
    async (argv) => {
      const before = stored();
      const { code, printed } = await run(argv);
      expect([code, aws.written, stored()]).toEqual([1, [], before]);
      expect(printed).toContain("sign.pfx  not replaced  CN=xmpro-nonprod-sign");
      expect(printed).toContain("signs everybody out");
      expect(printed).toContain("can never be read again");
      expect(printed).toContain("To replace it, run the command again with --yes.");
    },
  );

  it("replaces sign and its password with --yes", async () => {
    const [before, passwordBefore] = [fingerprint("sign"), password("sign")];
    const { code, printed } = await run(["--replace-sign", "--yes"]);
    expect([code, aws.written]).toEqual([0, [`${BUCKET}/sign.password.txt`, `${BUCKET}/sign.pfx`]]);
    expect(printed).toContain("sign.pfx  replaced");
    expect([fingerprint("sign") === before, password("sign") === passwordBefore]).toEqual([false, false]);
  });

  it("renews ssl although sign waits for --yes", async () => {
    const { code } = await run(["--replace-sign"], LATER);
    expect([code, aws.written]).toEqual([1, [`${BUCKET}/ssl.password.txt`, `${BUCKET}/ssl.pfx`]]);
  });

  it("keeps the key when it encrypts it in another way", async () => {
    const before = fingerprint("sign");
    const { code, printed } = await run(["--modern"]);
    expect([code, fingerprint("sign")]).toEqual([0, before]);
    expect(printed).toContain("sign.pfx  rewritten     CN=xmpro-nonprod-sign, RSA 2048, AES-256");
  });

  it("does not overwrite a sign.pfx whose password is missing, unless with --yes", async () => {
    aws.objects.delete(`${BUCKET}/sign.password.txt`);
    const { code, printed } = await run([]);
    expect([code, aws.written]).toEqual([1, []]);
    expect(printed).toContain("sign.pfx  not replaced  unusable (sign.pfx in the bucket has no password beside it)");
    expect(printed).not.toContain("CERT");
    expect((await run(["--yes"])).code).toBe(0);
    expect(fingerprint("sign")).toBeDefined();
  });

  it("writes the bucket's files to a new folder, readable by their owner alone", async () => {
    const { code, printed } = await run(["--out", "out-1/deep"]);
    expect(code).toBe(0);
    const out = join(folder, "out-1/deep");
    expect(readdirSync(out).sort()).toEqual(FILES);
    for (const file of FILES) expect(readFileSync(join(out, file))).toEqual(aws.objects.get(`${BUCKET}/${file}`));
    if (process.platform !== "win32") {
      expect(FILES.map((file) => statSync(join(out, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
      expect([out, join(folder, "out-1")].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
    }
    expect(printed).toContain(`The files are in ${out} too.`);
  });

  it("prints one JSON document", async () => {
    const { code, printed } = await run(["--json", "--replace-sign"]);
    expect(code).toBe(1);
    expect(JSON.parse(printed)).toEqual({
      stack: "nonprod",
      bucket: BUCKET,
      cert: "CN=xmpro-nonprod-sign",
      files: [
        {
          role: "sign",
          action: "none",
          needsYes: "replace",
          because: "--replace-sign",
          subject: "CN=xmpro-nonprod-sign",
          ends: "2037-02-26T12:00:00.000Z",
          daysLeft: 3650,
          sha256: fingerprint("sign").replaceAll(":", "").toLowerCase(),
          encryption: "3des",
        },
        {
          role: "ssl",
          action: "keep",
          because: "",
          subject: `CN=${HOSTS[0]}`,
          names: HOSTS,
          ends: "2030-02-28T12:00:00.000Z",
          daysLeft: 1095,
          sha256: fingerprint("ssl").replaceAll(":", "").toLowerCase(),
          encryption: "3des",
        },
      ],
      invalidates: [expect.stringContaining("signs everybody out"), expect.any(String), expect.any(String)],
    });
  });

  it("ends with 3 when somebody else writes at the same time", async () => {
    aws.beforeWrite = (path) => {
      if (path.endsWith("sign.pfx")) aws.objects.set(`${BUCKET}/sign.password.txt`, Buffer.from("of somebody else"));
    };
    const { code, said } = await run(["--replace-sign", "--yes"]);
    expect([code, said]).toEqual([3, expect.stringContaining("Somebody else has changed sign.pfx or its password")]);
  });

  it("ends with 3 for an object that is too large to be such a file", async () => {
    aws.objects.set(`${BUCKET}/ssl.pfx`, Buffer.alloc(2 ** 20 + 1));
    const { code, said } = await run([]);
    expect([code, said]).toEqual([3, expect.stringContaining("ssl.pfx in the bucket certificates-1 is larger than 1 MiB")]);
    expect(aws.written).toEqual([]);
  });
});

describe("the command writes nothing", () => {
  it.each([
    ["half a pair", ["--sign", "own.pfx", "--ssl-password", "own.txt"], 2, "--sign and --sign-password must be given together"],
    ["two keys for sign", [...OWN_SIGN, "--replace-sign"], 2, "--replace-sign makes a new key and --sign names one"],
    ["a folder with files", ["--out", "out-used"], 2, "--out must be a new or an empty folder"],
    ["a file as folder", ["--out", "own.txt"], 2, "--out must be a new or an empty folder"],
    ["a wrong password", ["--sign", "own.pfx", "--sign-password", "wrong.txt"], 1, "own.pfx does not open"],
    ["another's names", ["--ssl", "own.pfx", "--ssl-password", "own.txt"], 1, "own.pfx is not for sm-xmpro.example.com"],
  ])("when it is given %s", async (_, argv, code, said) => {
    mkdirSync(join(folder, "out-used"), { recursive: true });
    writeFileSync(join(folder, "out-used", "a"), "");
    const seen = await run([...argv, "--json", "--yes", ...(argv[0] === "--out" ? [] : ["--out", "out-none"])]);
    expect([seen.code, aws.written, existsSync(join(folder, "out-none"))]).toEqual([code, [], false]);
    expect(seen.said).toContain(said);
    expect((JSON.parse(seen.printed) as { problems: string[] }).problems.join()).toContain(said);
  });

  it("with credentials of another account", async () => {
    const { code, said } = await run([], { stack: { ...STACK, accountId: "210987654321" } });
    expect([code, aws.written]).toEqual([3, []]);
    expect(said).toContain('The credentials are of account 123456789012, the stack "nonprod" is in 210987654321.');
  });

  it("with credentials that have expired", async () => {
    aws.refusal = { service: "sts", code: "ExpiredToken", message: "The security token included in the request is expired" };
    const { code, said } = await run([]);
    expect(code).toBe(3);
    expect(said).toContain(
      "AWS did not say whose credentials these are: ExpiredToken: The security token included in the request is expired.",
    );
    expect(said).toContain("Sign in to account 123456789012");
  });

  it("to a bucket of another account, or one that it may not read", async () => {
    aws.refusal = { service: "s3", code: "AccessDenied", message: "Access Denied" };
    const { code, said } = await run([]);
    expect([code, aws.written]).toEqual([3, []]);
    expect(said).toContain("AWS did not say what is in sign.pfx of the bucket certificates-1: AccessDenied: Access Denied.");
  });
});
