import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

/** What the steps may do with the stack that they are rehearsed on. */
export interface CertificateHands {
  /** Folder of the project that the stack was deployed from. */
  readonly project: string;
  readonly stack: string;
  readonly bucket: string;
  readonly region: string;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

/** What `--json` prints, as far as it is looked at. */
interface Document {
  readonly cert?: string;
  readonly files: readonly { readonly role: string; readonly action: string; readonly sha256: string }[];
}

const FILES = ["sign.password.txt", "sign.pfx", "ssl.password.txt", "ssl.pfx"];

/** `npm run certificates` on a stack that is up: made, kept, not replaced without --yes, replaced, and put back from files. */
export async function rehearseCertificates(hands: CertificateHands): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const out = join(folder, "out");
  const own = ["--sign", join(out, "sign.pfx"), "--sign-password", join(out, "sign.password.txt")];
  try {
    const made = run(hands, "certificates are made", 0, ["create", "create"], "--out", out);
    const [objects, files] = [await objectsIn(hands), readdirSync(out).sort()];
    const isThere = [objects, files].every((names) => names.join() === FILES.join());
    hands.note("four files are in the bucket and in --out", objects.join(", "), isThere ? "ok" : `FAILED: ${files.join(", ")}`);
    run(hands, "certificates are kept", 0, ["keep", "keep"]);
    const refused = run(hands, "sign.pfx is not replaced without --yes", 1, ["none", "keep"], "--replace-sign");
    const replaced = run(hands, "sign.pfx is replaced with --yes", 0, ["replace", "keep"], "--replace-sign", "--yes");
    const back = run(hands, "sign.pfx is put back from a file", 0, ["replace", "keep"], ...own, "--yes");
    const [key, ...others] = [made, refused, back, replaced].map((document) => document?.files[0]?.sha256);
    const isRight = key !== undefined && others[0] === key && others[1] === key && others[2] !== key;
    hands.note("CERT and the key are as they were", back?.cert ?? "nothing", isRight ? "ok" : "FAILED: another key");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A step: the command as a person types it. Its code, and what it does to sign.pfx and ssl.pfx, must be as expected. */
function run(
  { project, stack, note }: CertificateHands,
  step: string,
  code: number,
  actions: readonly string[],
  ...options: readonly string[]
): Document | undefined {
  console.error(`${stack}: ${step} …`);
  const words = ["run", "--silent", "certificates", "--", "--stack", stack, "--json", ...options];
  const { status, stdout, stderr } = spawnSync("npm", words, { cwd: project, encoding: "utf8" });
  const document = stdout.startsWith("{") ? (JSON.parse(stdout) as Partial<Document>) : {};
  const seen = document.files?.map(({ role, action }) => `${role} ${action}`).join(", ") ?? stderr.trim();
  const isExpected = status === code && document.files?.map(({ action }) => action).join() === actions.join();
  note(step, seen, isExpected ? "ok" : `FAILED: exit code ${status}`);
  return document.files && { ...document, files: document.files };
}

async function objectsIn({ bucket, region }: CertificateHands): Promise<string[]> {
  const client = new S3Client({ region, forcePathStyle: true });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = "" }) => Key).sort();
}
