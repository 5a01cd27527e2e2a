import { beforeAll, describe, expect, it } from "vitest";
import { type OpenedFiles, openFiles, type Role } from "../../../operate/certificates/certificate-files.ts";
import type { KeyAndCertificate } from "../../../operate/certificates/pfx.ts";
import { planRole } from "../../../operate/certificates/plan-role.ts";
import { writePfx } from "../../../operate/certificates/write-pfx.ts";
import { exampleCertificates, HOSTS, NOW } from "./made.ts";

const DAY_MS = 86_400_000;
/** The example certificates are valid for 1000 days. */
const daysBeforeEnd = (days: number) => ({ now: new Date(NOW.getTime() + (1000 - days) * DAY_MS) });
const OPTIONS = { hosts: HOSTS, now: NOW, modern: false, replaceSign: false };
const NONE = { pfx: undefined, password: undefined };

let sign: OpenedFiles;
let signAsAes: OpenedFiles;
let ssl: OpenedFiles;
let withChain: OpenedFiles;

beforeAll(async () => {
  const made = { sign: await exampleCertificates().sign, ssl: await exampleCertificates().ssl };
  const opened = (of: KeyAndCertificate, encryption: "3des" | "aes") =>
    openFiles({ pfx: writePfx(of, "password", encryption), password: "password" }) as OpenedFiles;
  sign = opened(made.sign, "3des");
  signAsAes = opened(made.sign, "aes");
  ssl = opened(made.ssl, "3des");
  withChain = opened({ ...made.ssl, chain: [made.sign.certificate] }, "3des");
});

const planned = (...of: Parameters<typeof planRole>) => {
  const { action, because } = planRole(...of);
  return `${action}: ${because}`;
};

describe("a role whose files are good", () => {
  it("keeps them, without a remark", () => {
    expect([planned("sign", sign, undefined, OPTIONS), planned("ssl", ssl, undefined, OPTIONS)]).toEqual(["keep: ", "keep: "]);
    expect(planned("sign", signAsAes, undefined, { ...OPTIONS, modern: true })).toBe("keep: ");
    expect(planned("ssl", withChain, undefined, OPTIONS)).toBe("keep: ");
  });

  it("encrypts them in another way where that is wished, with the same key", () => {
    expect(planned("sign", sign, undefined, { ...OPTIONS, modern: true })).toBe("rewrite: it was encrypted with 3DES");
    expect(planned("sign", signAsAes, undefined, OPTIONS)).toBe("rewrite: it was encrypted with AES");
  });

  it("replaces sign where that is wished, and never ssl for it", () => {
    const options = { ...OPTIONS, replaceSign: true };
    expect(planned("sign", sign, undefined, options)).toBe("replace: --replace-sign");
    expect(planned("ssl", ssl, undefined, options)).toBe("keep: ");
  });
});

describe("a role whose certificate ends", () => {
  it.each([
    ["sign", 180, "keep: "],
    ["sign", 179, "keep: it ends in 179 days: plan its replacement (--replace-sign --yes)"],
    ["sign", 0, "replace: the present one ended on 2029-11-25"],
    ["ssl", 60, "keep: "],
    ["ssl", 59, "renew: the present one ends in 59 days"],
    ["ssl", -3, "renew: the present one ended on 2029-11-25"],
  ] as const)("%s, %i days before", (role, days, plan) => {
    expect(planned(role, role === "sign" ? sign : ssl, undefined, { ...OPTIONS, ...daysBeforeEnd(days) })).toBe(plan);
  });

  it("names all that is wrong", () => {
    const options = { ...OPTIONS, hosts: [...HOSTS, "new.example.com"], ...daysBeforeEnd(-1) };
    expect(planned("ssl", ssl, undefined, options)).toBe(
      "renew: the present one ended on 2029-11-25, and is not for new.example.com",
    );
  });
});

describe("a role whose files are missing or unusable", () => {
  const broken = { pfx: Buffer.from("not a PFX file"), password: "password" };

  it.each([
    ["sign", "create: the bucket has none"],
    ["ssl", "create: the bucket has none"],
  ] as const)("has them made where there is no PFX file: %s", (role, plan) => {
    expect(planned(role, NONE, undefined, OPTIONS)).toBe(plan);
    expect(planned(role, { pfx: undefined, password: "password" }, undefined, OPTIONS)).toBe(plan);
  });

  it.each([
    ["sign", "replace"],
    ["ssl", "renew"],
  ] as const)("never loses a key that may be in use: %s", (role, action) => {
    const { pfx } = role === "sign" ? sign : ssl;
    expect(planned(role, { pfx, password: undefined }, undefined, OPTIONS)).toBe(
      `${action}: ${role}.pfx in the bucket has no password beside it`,
    );
    expect(planned(role, { pfx, password: "another" }, undefined, OPTIONS)).toBe(
      `${action}: ${role}.pfx in the bucket does not open: the password is another one, or the file is damaged`,
    );
    expect(planned(role, broken, undefined, OPTIONS)).toBe(`${action}: ${role}.pfx in the bucket is not a PFX file (PKCS#12)`);
  });
});

describe("a role for which a person names files", () => {
  it.each(["sign", "ssl"] as Role[])("takes them: %s", (role) => {
    const [own, other] = role === "sign" ? [sign, ssl] : [ssl, sign];
    expect(planned(role, NONE, own, OPTIONS)).toBe("create: the bucket has none");
    expect(planned(role, own, own, OPTIONS)).toBe("keep: it is the one that you named");
    expect(planned(role, other, own, OPTIONS)).toBe("replace: you named another certificate");
    expect(planned(role, { pfx: Buffer.from("broken"), password: "x" }, own, OPTIONS)).toBe(
      "replace: you named another certificate",
    );
  });

  it("writes another file, or the missing password, of the same certificate without a question", () => {
    const because = "rewrite: you named another file or password of the same certificate";
    expect(planned("sign", sign, signAsAes, { ...OPTIONS, modern: true })).toBe(because);
    expect(planned("sign", { pfx: sign.pfx, password: undefined }, sign, OPTIONS)).toBe(because);
    expect(planned("sign", { pfx: sign.pfx, password: "another" }, sign, OPTIONS)).toBe(because);
  });
});
