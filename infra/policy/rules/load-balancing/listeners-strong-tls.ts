import { listenersOf, settingsOfOption } from "../../read/beanstalk-settings.ts";
import { configurationTemplate, environment, listeners } from "../../read/resource-types.ts";
import { TLS_POLICIES } from "../../read/tls-policies.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const isStrong = (policy: unknown) => typeof policy === "string" && TLS_POLICIES.includes(policy);

export const listenersStrongTls: Rule = {
  name: "listeners-strong-tls",
  description: "Load balancers speak TLS 1.2 or newer, with forward secrecy and without weak ciphers.",
  remedy: `Use a security policy of the list of ELB.17, such as "${TLS_POLICIES[0]}".`,
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ELB.17"],
  checks: [
    onResource(listeners, ({ protocol, sslPolicy }) =>
      ["HTTPS", "TLS"].includes(String(protocol).toUpperCase()) && !isStrong(sslPolicy)
        ? `sslPolicy must be in the list of ELB.17, got ${quote(sslPolicy)}`
        : undefined,
    ),
    onResource([environment, configurationTemplate], ({ settings }) =>
      listenersOf(settings).flatMap((listener) => {
        const policies = settingsOfOption(settings, listener, "SSLPolicy").map(({ value }) => known(() => [value()]) ?? []);
        const wrong = policies.flat().filter((policy) => !isStrong(policy));
        const found = policies.length === 0 ? [undefined] : wrong;
        return found.map((policy) => `${listener}/SSLPolicy must be in the list of ELB.17, got ${quote(policy)}`);
      }),
    ),
  ],
};
