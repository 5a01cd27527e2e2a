import type * as automation from "@pulumi/pulumi/automation/index.js";
import type { StackOutputs } from "../../operate/deployed-stack/stack-outputs.ts";
import { type ImportHands, ImportSteps, SECRET } from "./import-steps.ts";

/** The deployed stack, with the operations that the steps use. */
export interface MailHands extends ImportHands {
  /** Sets settings of the program; undefined removes one. */
  readonly configure: (settings: Readonly<Record<string, string | undefined>>) => Promise<void>;
  readonly configureSecret: (setting: string, value: string) => Promise<void>;
  readonly update: (step: string, expected: (changes: automation.OpMap) => boolean) => Promise<unknown>;
  /** A step: a preview shows no change. */
  readonly unchanged: (step: string) => Promise<void>;
  readonly outputs: () => Promise<StackOutputs>;
  /** The state as it is stored. */
  readonly state: () => string;
}

const SERVER = {
  mail: "smtp",
  smtpHost: "smtp.example.com",
  smtpPort: "2525",
  smtpUsername: "xmpro",
  smtpFrom: "xmpro@example.com",
};

/** Mail by Amazon SES, then by a mail server, then off again; the product gets each by one command. */
export async function rehearseMail(hands: MailHands): Promise<void> {
  const { parameterPrefixes } = await hands.outputs();
  const name = (end: string) => `${parameterPrefixes.sm}_${end}`;
  const installers = {
    [name("SMTPENABLE")]: "False",
    [name("SMTPSERVER")]: "old.example.com",
    [name("SMTPPORT")]: "25",
    [name("SMTPENABLESSL")]: "False",
    [name("SMTPUSER")]: SECRET,
    [name("SMTPPASS")]: SECRET,
    [name("SMTPFrom")]: "XMPro <old@example.com>",
  };
  const steps = new ImportSteps(hands);
  const right = async () => {
    const { mail } = await hands.outputs();
    return {
      [name("SMTPENABLE")]: "True",
      [name("SMTPSERVER")]: mail?.host ?? "",
      [name("SMTPPORT")]: String(mail?.port),
      [name("SMTPENABLESSL")]: "True",
      [name("SMTPUSER")]: mail?.username ?? "",
      [name("SMTPPASS")]: await steps.valueOf(mail?.passwordParameter ?? ""),
      [name("SMTPFrom")]: `XMPro <${mail?.from}>`,
    };
  };
  const leaves = ["--from-stack", "--yes", "--no-restart"];
  const restart = "left to you";
  try {
    await hands.configure({ mail: "ses" });
    await hands.update("mail by Amazon SES is turned on", ({ create, replace }) => create !== undefined && replace === undefined);
    await hands.unchanged("a preview with Amazon SES shows no change");
    const all = { code: 0, changes: "7 new", written: 7, restart };
    steps.import("the product gets the login at Amazon SES", all, "sm", installers, ...leaves);
    const login = await right();
    await steps.expect("SSM has the login at Amazon SES", login);
    const isShown = hands.state().includes(login[name("SMTPPASS")] ?? "");
    hands.note("the state has its password encrypted", "", isShown ? "FAILED: it is in plain text" : "ok");

    await hands.configure({ sesKeyVersion: "2" });
    await hands.update("the login at Amazon SES is replaced", ({ create, delete: deleted }) => create === 1 && deleted === 1);
    const some = { code: 0, changes: "2 changed, 5 unchanged", written: 2, restart };
    steps.run("the product gets the new login", some, "sm", ...leaves);

    await hands.configure({ ...SERVER, sesKeyVersion: undefined });
    await hands.configureSecret("smtpPassword", `${SECRET}-mail`);
    await hands.update("mail by a mail server is turned on", ({ delete: deleted }) => deleted !== undefined);
    const most = { code: 0, changes: "5 changed, 2 unchanged", written: 5, restart };
    steps.run("the product gets the login at the mail server", most, "sm", ...leaves);
    await steps.expect("SSM has the login at the mail server", await right());

    const settings = [...Object.keys(SERVER), "smtpPassword"];
    await hands.configure(Object.fromEntries(settings.map((setting) => [setting, undefined])));
    await hands.update("mail is turned off", ({ delete: deleted }) => deleted !== undefined);
  } finally {
    await steps.end();
  }
}
