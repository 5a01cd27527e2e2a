import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemOfPaths, readOwnFiles } from "../../../operate/certificates/own-files.ts";
import { describeWith } from "../../support/browsers/describe-with.ts";
import { OPENSSL_MISSING, openssl } from "../../support/openssl.ts";

const PASSWORD = "correct horse";
const HOSTS = ["sm-xmpro.example.com", "ad-xmpro.example.com"];
const NAMES = (...names: string[]) => ["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`];
const DAY_MS = 86_400_000;

let folder: string;
let shown: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "own-"));
  shown = `${folder}/`;
  writeFileSync(join(folder, "password.txt"), PASSWORD);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of two files, their folder left out. */
async function problems(
  role: "sign" | "ssl",
  pfx: string,
  password = "password.txt",
  checks: { now?: Date; modern?: boolean } = {},
) {
  const paths = { pfx: join(folder, pfx), password: join(folder, password) };
  const own = await readOwnFiles(role, paths, { hosts: HOSTS, now: new Date(), modern: false, ...checks });
  expect(own.files === undefined).toBe(own.problems.length > 0);
  return own.problems.map((problem) => problem.replaceAll(shown, ""));
}

describe("the options of own files", () => {
  it.each([
    [undefined, undefined, false],
    ["a", "b", false],
    ["a", undefined, true],
    [undefined, "b", true],
  ])("are a pair: %s %s", (pfx, password, isRefused) => {
    expect(problemOfPaths("ssl", { pfx, password }) !== undefined).toBe(isRefused);
  });
});

describe("own files", () => {
  it.each([
    ["no.pfx", "password.txt", "no.pfx cannot be read: ENOENT."],
    ["password.txt", "no.txt", "no.txt cannot be read: ENOENT."],
    [".", "password.txt", " cannot be read: EISDIR."],
    ["password.txt", "password.txt", "password.txt is not a PFX file (PKCS#12)."],
  ])("are refused where they are no such files: %s %s", async (pfx, password, problem) => {
    expect((await problems("sign", pfx, password)).map((said) => said.replace(folder, ""))).toEqual([problem]);
  });

  it("are refused where they are larger than any such file, and are not read to their end", async () => {
    writeFileSync(join(folder, "huge.pfx"), "");
    truncateSync(join(folder, "huge.pfx"), 2 ** 40);
    expect(await problems("sign", "huge.pfx")).toEqual(["huge.pfx is larger than 1 MiB, so it is not the file that you mean."]);
  });

  it.each([
    ["", "is empty"],
    ["\r\n", "is empty"],
    ["one\ntwo\n", "has more than one line"],
    ["pässword", "has other characters than ASCII"],
    ["tab\there", "has other characters than ASCII"],
    [" hunter2", "has a space at an end"],
  ])("are refused with a password that the products may read in another way: %j", async (password, said) => {
    writeFileSync(join(folder, "odd.txt"), password);
    const [problem = "", ...others] = await problems("sign", "password.txt", "odd.txt");
    expect([problem.startsWith(`odd.txt ${said}`), others]).toEqual([true, []]);
    if (password.trim() !== "") expect(problem).not.toContain(password.trim());
  });
});

describeWith(OPENSSL_MISSING, "a PFX file of OpenSSL", () => {
  const run = (...args: string[]) => openssl(folder, ...args);
  /** A key, and a certificate that it has signed. */
  const certificate = (name: string, subject: string, ...options: string[]) =>
    run("req", "-x509", "-noenc", "-keyout", `${name}.key`, "-out", `${name}.pem`, "-days", "30", "-subj", subject, ...options);
  const RSA = ["-newkey", "rsa:2048"];
  const OLD = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"];
  const exported = (pfx: string, name: string, ...options: string[]) =>
    run(
      "pkcs12",
      "-export",
      "-inkey",
      `${name}.key`,
      "-in",
      `${name}.pem`,
      "-out",
      pfx,
      "-passout",
      `pass:${PASSWORD}`,
      ...options,
    );

  beforeAll(() => {
    certificate("good", "/C=US/O=Acme/CN=xmpro", ...RSA, ...NAMES(...HOSTS));
    const again = ["-key", "good.key"];
    run("req", "-x509", ...again, "-out", "wild.pem", "-subj", "/CN=wild", ...NAMES("*.example.com"));
    run("req", "-x509", ...again, "-out", "other.pem", "-subj", "/CN=other", ...NAMES(HOSTS[0] as string));
    run("req", "-x509", ...again, "-out", "sha1.pem", "-subj", "/CN=old", "-sha1");
    run("req", "-x509", ...again, "-out", "none.pem", "-subj", "/", ...NAMES(...HOSTS));
    for (const name of ["wild", "other", "sha1", "none"]) run("rsa", "-in", "good.key", "-out", `${name}.key`);
    certificate("short", "/CN=short", "-newkey", "rsa:1024");
    certificate("ec", "/CN=ec", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
  });

  it.each([
    ["3DES", OLD],
    ["3DES for the key alone", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "NONE", "-macalg", "sha1"]],
    ["RC2 for the certificate (-legacy)", ["-legacy"]],
    ["an iteration", [...OLD, "-iter", "1"]],
    ["an issuer whose key is not RSA", [...OLD, "-certfile", "ec.pem"]],
  ])("is accepted with %s", async (_, options) => {
    exported("a.pfx", "good", ...options);
    expect([await problems("sign", "a.pfx"), await problems("ssl", "a.pfx")]).toEqual([[], []]);
  });

  it.each([
    ["its defaults, AES and SHA-256", []],
    ["3DES and a SHA-256 MAC", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"]],
    ["AES and a SHA-1 MAC", ["-macalg", "sha1"]],
    ["AES for the key alone", ["-certpbe", "NONE", "-macalg", "sha1"]],
  ])("is accepted with %s only where modern ones are", async (_, options) => {
    exported("a.pfx", "good", ...options);
    const [problem, ...others] = await problems("ssl", "a.pfx");
    expect(problem).toMatch(
      /^a\.pfx is protected with AES or SHA-256, which Subscription Manager may refuse: .* or pass --modern\.$/,
    );
    expect([others, await problems("ssl", "a.pfx", "password.txt", { modern: true })]).toEqual([[], []]);
  });

  it("is read with a password file as editors and PowerShell write it", async () => {
    exported("a.pfx", "good", ...OLD);
    const utf16 = Buffer.from(`\uFEFF${PASSWORD}\r\n`, "utf16le");
    for (const file of [`${PASSWORD}\n`, `${PASSWORD}\r\n`, `\uFEFF${PASSWORD}`, utf16]) {
      writeFileSync(join(folder, "written.txt"), file);
      expect(await problems("sign", "a.pfx", "written.txt")).toEqual([]);
    }
  });

  it.each([
    [
      "wrong password",
      "good",
      [...OLD, "-passout", "pass:another"],
      ["does not open: the password is another one, or the file is damaged"],
    ],
    [
      "wrong password, AES",
      "good",
      ["-passout", "pass:another"],
      ["does not open: the password is another one, or the file is damaged"],
    ],
    ["no key", "good", [...OLD, "-nokeys"], ["has no private key: export the certificate together with its private key"]],
    ["no certificate", "good", [...OLD, "-nocerts"], ["has no certificate that belongs to its private key"]],
    ["no MAC", "good", [...OLD, "-nomac"], ["has no MAC, so nobody can tell whether its password is right"]],
    ["a key that is not RSA", "ec", OLD, ["has a private key that is not RSA, which the products need"]],
    ["a short key", "short", OLD, ["has a key of 1024 bits; 2048 or more are needed"]],
    ["an old signature", "sha1", OLD, ["is signed with SHA-1 or MD5; SHA-256 or better is needed"]],
    ["no subject", "none", OLD, ["has no subject, and Subscription Manager finds it by its subject"]],
    [
      "an unknown encryption",
      "good",
      ["-keypbe", "camellia-256-cbc", "-certpbe", "camellia-256-cbc"],
      ["is damaged, or encrypted in a way that is not supported: export it with 3DES and SHA-1 (TripleDES-SHA1) or with AES-256"],
    ],
  ])("is refused with %s", async (_, name, options, said) => {
    exported("a.pfx", name, ...options);
    expect(await problems("sign", "a.pfx")).toEqual(said.map((problem) => `a.pfx ${problem}.`));
  });

  it("is refused for ssl without all host names, and accepted with a wildcard", async () => {
    exported("other.pfx", "other", ...OLD);
    exported("wild.pfx", "wild", ...OLD);
    expect(await problems("ssl", "other.pfx")).toEqual([`other.pfx is not for ${HOSTS[1]}.`]);
    expect([await problems("sign", "other.pfx"), await problems("ssl", "wild.pfx")]).toEqual([[], []]);
  });

  it("is refused before and after its time, with all its problems", async () => {
    exported("short.pfx", "short", ...OLD);
    const at = (days: number) => ({ now: new Date(Date.now() + days * DAY_MS) });
    const [before, after] = [
      await problems("ssl", "short.pfx", undefined, at(-2)),
      await problems("ssl", "short.pfx", undefined, at(31)),
    ];
    const rest = ["short.pfx has a key of 1024 bits; 2048 or more are needed.", `short.pfx is not for ${HOSTS.join(", ")}.`];
    expect(before).toEqual([expect.stringMatching(/^short\.pfx is valid only from \d{4}-\d\d-\d\d on\.$/), ...rest]);
    expect(after).toEqual([expect.stringMatching(/^short\.pfx ended on \d{4}-\d\d-\d\d\.$/), ...rest]);
  });
});
