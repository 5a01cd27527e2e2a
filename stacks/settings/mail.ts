import { type Output, secret } from "@pulumi/pulumi";
import type { DnsSettings } from "./certificate.ts";
import { emailAddressForm, type Hosts } from "./domain.ts";
import { hostForm } from "./reach.ts";
import type { Reader } from "./reader/reader.ts";

export type MailSettings =
  /** The stack does not know how the products send mail. */
  | { readonly kind: "none" }
  /** The customer's own mail server. */
  | {
      readonly kind: "smtp";
      readonly host: string;
      readonly port: number;
      readonly username: string;
      readonly password: Output<string>;
      readonly from: string;
    }
  | SesSettings;

export interface SesSettings {
  readonly kind: "ses";
  readonly from: string;
  /** Domain of `from`, which a hosted zone of the stack holds. */
  readonly identity: string;
  /** False for a domain that others send mail for too, as far as anybody knows. */
  readonly isOwnName: boolean;
  readonly keyVersion: number;
}

const server = ["smtpHost", "smtpPort", "smtpUsername", "smtpPassword"] as const;
/** Submission, with STARTTLS. */
export const MAIL_PORT = 587;
/** 25: EC2 drops it. The others: the instances may connect to them anyway, and AWS refuses a rule twice. */
const REFUSED_PORTS = [25, 80, 443];

export function readMail(
  reader: Reader,
  { hosts, domain, dns }: { readonly hosts: Hosts; readonly domain: string; readonly dns: DnsSettings },
): MailSettings {
  const kind = reader.choice("mail");
  const from = reader.optional("smtpFrom", { ...emailAddressForm, expected: "a lower-case e-mail address", fits: isLowerCase });
  const smtp = readServer(reader);
  const keyVersion = reader.integer("sesKeyVersion", { min: 1, max: 999, unit: "version" }) || 1;
  if (kind !== "ses") reader.reportIfSet(["sesKeyVersion"], 'without xmpro:mail "ses", because there is no login at Amazon SES');
  if (kind === "none") {
    reader.reportIfSet([...server, "smtpFrom"], 'with xmpro:mail "none"; set xmpro:mail to "smtp" or "ses" first');
    return { kind };
  }
  if (kind === "smtp") {
    for (const key of ["smtpHost", "smtpUsername", "smtpPassword", "smtpFrom"] as const)
      if (!reader.isSet(key)) reader.report(key, 'must be set with xmpro:mail "smtp"');
    return { kind, ...smtp, from: from ?? "" };
  }
  reader.reportIfSet(server, 'with xmpro:mail "ses", because the stack creates the login');
  const sender = from ?? `xmpro@${hosts.sm}`;
  const identity = sender.slice(sender.lastIndexOf("@") + 1);
  const isOwnName = isWithin(identity, hosts.sm);
  const holdsDomain = dns.kind === "existing" || dns.zones === "domain";
  if (reader.isValid("smtpFrom", "domain") && !isOwnName && !(holdsDomain && isWithin(identity, domain))) {
    const names = holdsDomain ? `${hosts.sm} or ${domain}` : hosts.sm;
    const expected = `an address in ${names}, or in a name below, with xmpro:mail "ses", as the stack's zones hold no other`;
    reader.reportForm("smtpFrom", { expected, example: `xmpro@${hosts.sm}` }, sender);
  }
  return { kind, from: sender, identity, isOwnName, keyVersion };
}

function readServer(reader: Reader) {
  const host = reader.optional("smtpHost", hostForm);
  const port = reader.integer("smtpPort", { min: 1, max: 65535, unit: "port" }) || MAIL_PORT;
  if (REFUSED_PORTS.includes(port)) {
    const why = port === 25 ? "EC2 blocks port 25" : `port ${port} is open for other traffic`;
    reader.reportForm(
      "smtpPort",
      { expected: `the port on which the server takes mail from logins, as ${why},`, example: "587" },
      String(port),
    );
  }
  const username = reader.optional("smtpUsername", {
    expected: "1 to 256 characters without control characters",
    example: "xmpro@example.com",
    fits: (value) => /^\P{C}{1,256}$/u.test(value),
  });
  const password = reader.secret("smtpPassword", {
    expected: '1 to 1024 characters without control characters, and without "{{", which SSM refuses',
    fits: (value) => /^\P{C}{1,1024}$/u.test(value) && !value.includes("{{"),
  });
  return { host: host ?? "", port, username: username ?? "", password: password ?? secret("") };
}

function isLowerCase(value: string): boolean {
  return emailAddressForm.fits(value) && value === value.toLowerCase();
}

function isWithin(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`);
}
