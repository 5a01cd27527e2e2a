import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new key and a certificate for one host name that the key itself signed: paths of files in PEM, in a directory of their own. */
export function makeCertificate(host: string): { directory: string; certificate: string; key: string } {
  const directory = mkdtempSync(join(tmpdir(), "certificate-"));
  const certificate = join(directory, "certificate.pem");
  const key = join(directory, "key.pem");
  const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key];
  execFileSync("openssl", ["req", "-x509", "-days", "2", ...newKey, ...subject, "-out", certificate], { stdio: "ignore" });
  return { directory, certificate, key };
}
