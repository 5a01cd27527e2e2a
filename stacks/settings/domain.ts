import type { Output } from "@pulumi/pulumi";
import type { Form, Reader } from "./reader/reader.ts";

export type StackName = "prod" | "nonprod";

export interface Hosts {
  readonly sm: string;
  readonly ad: string;
  readonly ds: string;
  readonly relay: string;
}

/** ACM's limit for the first name of a certificate, in octets. The longest first name of the two stacks counts. */
export const LONGEST_FIRST_NAME = 64;
const MAX_DOMAIN = LONGEST_FIRST_NAME - "sm-nonprod-xmpro.".length;

const domainForm: Form = {
  expected: `a lower-case host name with a dot, without "https://" and at most ${MAX_DOMAIN} characters (ACM's limit for a first name)`,
  example: "example.com",
  fits: (value) =>
    value.length <= MAX_DOMAIN && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/.test(value),
};

export const emailAddressForm: Form = {
  expected: "e-mail addresses",
  example: "operations@example.com",
  fits: (value) =>
    value.length <= 254 && /^[^\s@"(),:;<>[\\\]]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/.test(value),
};

/** Each one is a subscription that somebody must confirm. */
const MOST_WEBHOOKS = 5;

/** What SNS accepts as an endpoint. It verifies the certificate, so the host has a name; a user and a password may be before it. */
function isWebhook(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    text.length <= 2048 &&
    /^https:\/\/[\x21-\x7e]+$/.test(text) &&
    url !== undefined &&
    url.hash === "" &&
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(url.hostname)
  );
}

export function readDomain(reader: Reader): string {
  return reader.string("domain", domainForm);
}

export function readAlarmEmails(reader: Reader): readonly string[] {
  return reader.list("alarmEmails", emailAddressForm);
}

/** The URLs that receive alarms. They often contain a token, so they are secret. */
export function readAlarmWebhooks(reader: Reader): readonly Output<string>[] {
  const expected = `at most ${MOST_WEBHOOKS} different https URLs with public host names, with spaces between them`;
  return reader.secrets("alarmWebhooks", { expected, fits: isWebhook }, MOST_WEBHOOKS);
}

/** Both stacks may share a domain: only the names of nonprod have the stack in them. */
export function hostOf(part: string, stack: StackName, domain: string): string {
  return `${part}-${stack === "prod" ? "" : `${stack}-`}xmpro.${domain}`;
}

export function hostsOf(stack: StackName, domain: string): Hosts {
  const host = (part: string) => hostOf(part, stack, domain);
  return { sm: host("sm"), ad: host("ad"), ds: host("ds"), relay: host("relay") };
}
