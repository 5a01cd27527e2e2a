import type { StackOutputs } from "../../deployed-stack/stack-outputs.ts";
import type { StackSecrets } from "./stack-secrets.ts";
import type { StackValue } from "./stack-value.ts";
import { asSwitch, isSwitch } from "./switch-text.ts";

type Mail = NonNullable<StackOutputs["mail"]>;

/**
 * What the stack knows about a parameter of XMPro's mail page; undefined for another one. Subscription Manager's names are flat (SMTPSERVER), App
 * Designer's are paths (xmnotification/email/smtpServer). Data Stream Designer sends no mail.
 */
export function mailValueOf(
  is: (...ends: string[]) => boolean,
  { host, port, username, from, passwordParameter }: Mail,
  { mailPassword }: StackSecrets,
): StackValue | undefined {
  const of = (flat: string, path: string) => is(flat, `xmnotification/email/${path}`);
  if (of("smtpenable", "enable")) return switchValue("the stack's setting mail is on", true);
  if (of("smtpserver", "smtpserver")) return textValue(`the stack's mail server is ${host}`, host);
  if (of("smtpport", "port")) return textValue(`the stack's mail port is ${port}`, String(port));
  if (of("smtpenablessl", "enablessl")) return switchValue("the stack's mail server takes mail encrypted", true);
  if (of("smtpuser", "username")) return textValue(`the stack's mail user is ${username}`, username);
  if (of("smtpfrom", "fromaddress")) return fromValue(from);
  if (is("xmnotification/email/usedefaultcredentials"))
    return switchValue("the stack's mail server has a user of its own", false);
  if (of("smtppass", "password") && mailPassword)
    return textValue(`the stack's mail password is in ${passwordParameter}`, mailPassword.reveal());
  return undefined;
}

function textValue(expected: string, text: string): StackValue {
  const agrees = (value: string) => value.trim() === text;
  return { expected, agrees, compose: (present) => (agrees(present) ? present : text) };
}

function switchValue(expected: string, on: boolean): StackValue {
  return { expected, agrees: (value) => isSwitch(value, on), compose: (present) => asSwitch(present, on) };
}

/** "XMPro <xmpro@example.com>" has a name for people, which is the product's. */
function fromValue(from: string): StackValue {
  const addressIn = (value: string) => /<([^<>]*)>\s*$/.exec(value)?.[1] ?? value;
  const agrees = (value: string) => addressIn(value).trim().toLowerCase() === from.toLowerCase();
  return {
    expected: `the stack's sender of mail is ${from}`,
    agrees,
    compose: (present) => {
      if (agrees(present)) return present;
      return /<[^<>]*>\s*$/.test(present) ? present.replace(/<[^<>]*>\s*$/, () => `<${from}>`) : from;
    },
  };
}
