import * as pulumi from "@pulumi/pulumi";
import type { Dns } from "../infra/dns.ts";
import { SecretParameter } from "../infra/secret-parameter.ts";
import { SesSender } from "../infra/ses-sender.ts";
import type { InstallerFacts } from "../infra/xmpro/installer-answers.ts";
import type { Settings } from "./settings.ts";

interface Shared {
  /** First part of every fixed name, "xmpro-prod". */
  readonly prefix: string;
  readonly dns: Dns;
  readonly kmsKeyArn: pulumi.Output<string>;
}

/** How the products send mail, with the password in SSM. Undefined: the stack does not know. */
export function mail(settings: Settings, { prefix, dns, kmsKeyArn }: Shared): InstallerFacts["mail"] {
  const login = findLogin(settings, dns);
  if (login === undefined) return undefined;
  const { password, ...others } = login;
  const { parameterName } = new SecretParameter("mail-password", {
    parameterName: `/${prefix}/mail/password`,
    description: "Password with which the products send mail",
    value: password,
    kmsKeyId: kmsKeyArn,
  });
  return { ...others, passwordParameter: parameterName };
}

function findLogin({ mail: settings, region }: Settings, dns: Dns) {
  switch (settings.kind) {
    case "none":
      return undefined;
    case "smtp": {
      const { host, port, from, password } = settings;
      return { host, port, from, password, username: pulumi.output(settings.username) };
    }
    case "ses": {
      const { from, identity, isOwnName, keyVersion } = settings;
      const zoneId = dns.zoneIdOf(identity);
      const sender = new SesSender("mail", { region, domain: identity, zoneId, from, rejectOthers: isOwnName, keyVersion });
      const { host, port, username, password } = sender;
      return { host, port, from, username, password };
    }
  }
}
