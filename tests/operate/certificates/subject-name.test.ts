import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { subjectName } from "../../../operate/certificates/subject-name.ts";
import { describeWith } from "../../support/browsers/describe-with.ts";
import { OPENSSL_MISSING, openssl } from "../../support/openssl.ts";

describeWith(OPENSSL_MISSING, "a subject is written as Windows writes it", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "subject-"));
    openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["CN=xmpro-nonprod-sign", "CN=xmpro-nonprod-sign"],
    ["C=US\nST=Texas\nO=Acme\nCN=xmpro", "CN=xmpro, O=Acme, S=Texas, C=US"],
    ["O=Acme, Inc.\nCN=xmpro", 'CN=xmpro, O="Acme, Inc."'],
    ['O=The "A" Team\nCN=xmpro', 'CN=xmpro, O="The ""A"" Team"'],
    ["CN=a+b", 'CN="a+b"'],
    ["CN=#1", 'CN="#1"'],
    ["CN=back\\\\slash", "CN=back\\slash"],
    ["emailAddress=it@example.com\nCN=xmpro", "CN=xmpro, E=it@example.com"],
    ["CN=Zürich 漢", "CN=Zürich 漢"],
    ["OU=one\n1.OU=two\nCN=xmpro", "CN=xmpro, OU=two, OU=one"],
  ])("%j", (parts, written) => {
    // A file, as on a command line OpenSSL takes a subject apart.
    const lines = [
      "[req]",
      "prompt=no",
      "utf8=yes",
      "string_mask=utf8only",
      "distinguished_name=dn",
      "[dn]",
      parts.replaceAll('"', '\\"').replaceAll("#", "\\#"),
    ];
    writeFileSync(join(folder, "request.cnf"), lines.join("\n"));
    openssl(folder, "req", "-x509", "-key", "key.pem", "-config", "request.cnf", "-out", "certificate.pem");
    expect(subjectName(new X509Certificate(readFileSync(join(folder, "certificate.pem"))))).toBe(written);
  });
});
