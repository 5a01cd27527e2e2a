import { makeCertificate } from "../../../operate/certificates/make-certificate.ts";
import type { KeyAndCertificate } from "../../../operate/certificates/pfx.ts";
import { STACK } from "../deployed.ts";

export const NOW = new Date("2027-03-01T12:00:00Z");
export const HOSTS = Object.values(STACK.outputs.hosts);

/** The command's own certificates, with keys that are made in a tenth of the time. */
export const makeQuickly: typeof makeCertificate = (wish, now) => makeCertificate({ ...wish, keyBits: 2048 }, now);

let made: { sign: Promise<KeyAndCertificate>; ssl: Promise<KeyAndCertificate> } | undefined;

/** One certificate of each role, valid for 1000 days from {@link NOW}. */
export function exampleCertificates() {
  made ??= {
    sign: makeQuickly({ commonName: "xmpro-nonprod-sign", days: 1000 }, NOW),
    ssl: makeQuickly({ commonName: HOSTS[0] as string, days: 1000, hosts: HOSTS }, NOW),
  };
  return made;
}
