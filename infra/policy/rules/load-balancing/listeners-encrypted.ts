import { DEFAULT_LISTENER, HTTPS_LISTENER, listenersOf, listOption, settingsOfOption } from "../../read/beanstalk-settings.ts";
import {
  ACTION_TYPES,
  actionsOf,
  hasHiddenActions,
  lower,
  NOT_YET_KNOWN,
  protocolOf,
} from "../../read/load-balancing/listener-actions.ts";
import { nested } from "../../read/nested.ts";
import { hasIngress } from "../../read/network/group-rules.ts";
import { configurationTemplate, environment } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { type Check, onResource, onStack, quote, type Rule } from "../../rule.ts";

const PLAIN_LISTENER_OFF = `${DEFAULT_LISTENER}/ListenerEnabled must be "false"`;
const ENCRYPTED: readonly unknown[] = ["HTTPS", "TLS", NOT_YET_KNOWN];

/** Answers that show nothing of the service: a redirect to HTTPS, or a text. */
function isHarmless(action: Readonly<Record<string, unknown>>): boolean {
  const type = lower(action.type);
  return type === "fixed-response" || (type === "redirect" && lower(nested(action.redirect, "protocol")) === "https");
}

/** Beanstalk's default is true. */
function isPlainListenerOn(settings: unknown): boolean {
  const values = settingsOfOption(settings, DEFAULT_LISTENER, "ListenerEnabled").map(({ value }) => known(value) ?? "false");
  return values.length === 0 || values.some((value) => value.trim().toLowerCase() !== "false");
}

const listenersOfEnvironments: Check = onResource([environment, configurationTemplate], ({ settings }) =>
  listenersOf(settings).flatMap((listener) => {
    const protocols = settingsOfOption(settings, listener, "Protocol").map(({ value }) => known(() => [value()]) ?? []);
    const found = protocols.length === 0 ? [undefined] : protocols.flat().filter((protocol) => protocol !== "HTTPS");
    return found.map((protocol) => `${listener}/Protocol must be "HTTPS", got ${quote(protocol)}`);
  }),
);

export const listenersEncrypted: Rule = {
  name: "listeners-encrypted",
  description:
    "Load balancers forward requests that came over TLS only. A plain listener redirects to HTTPS, and so do its rules.",
  remedy: "Let the listener use HTTPS, or redirect to it.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ELB.1"],
  checks: [
    onStack(ACTION_TYPES, (_, resource, all) => {
      const protocol = protocolOf(resource, all);
      if (ENCRYPTED.includes(protocol)) return undefined;
      const actions = actionsOf(resource);
      const isOpen = actions.some((action) => known(() => !isHarmless(action)) ?? false);
      const isEmpty = actions.length === 0 && !hasHiddenActions(resource);
      return isOpen || isEmpty
        ? `a listener of protocol ${quote(protocol)} must only redirect to HTTPS, got another action`
        : undefined;
    }),
    listenersOfEnvironments,
    onResource(environment, ({ settings }) =>
      listenersOf(settings).includes(HTTPS_LISTENER) && isPlainListenerOn(settings) ? `${PLAIN_LISTENER_OFF}, got on` : undefined,
    ),
    // Until AWS issues the certificate there is no listener on 443. Beanstalk needs a listener, so that on port 80 stays on,
    // without an inbound rule. The ids of the security groups are known at the end of the deployment.
    onStack(environment, ({ settings }, _, all) =>
      isPlainListenerOn(settings) && hasIngress(listOption(settings, "aws:elbv2:loadbalancer", "SecurityGroups"), all)
        ? `${PLAIN_LISTENER_OFF} as soon as a security group has an inbound rule, got on`
        : undefined,
    ),
  ],
};
