import { DEFAULT_LISTENER, HTTPS_LISTENER, listenersOf, listOption, option } from "../../read/beanstalk-settings.ts";
import { hasIngress } from "../../read/ingress.ts";
import { nested } from "../../read/nested.ts";
import { environment, listeners } from "../../read/resource-types.ts";
import { TLS_POLICIES } from "../../read/tls-policies.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

const PLAIN_LISTENER_OFF = `${DEFAULT_LISTENER}/ListenerEnabled must be "false"`;

/** Beanstalk's default is true. */
function plainListenerIsOn(settings: unknown): boolean {
  return option(settings, DEFAULT_LISTENER, "ListenerEnabled")?.toLowerCase() !== "false";
}

function isStrongPolicy(policy: unknown): boolean {
  return typeof policy === "string" && TLS_POLICIES.includes(policy);
}

function listenerOption(
  settings: unknown,
  listener: string,
  name: string,
  expected: string,
  fits: (value: string | undefined) => boolean,
): string[] {
  const finding = known(() => {
    const value = option(settings, listener, name);
    return fits(value) ? undefined : `${listener}/${name} must be ${expected}, got ${quote(value)}`;
  });
  return finding === undefined ? [] : [finding];
}

function redirectsToHttps(action: unknown): boolean {
  return nested(action, "type") === "redirect" && nested(nested(action, "redirect"), "protocol") === "HTTPS";
}

export const tlsEverywhere: Rule = {
  name: "tls-everywhere",
  description: "Load balancers accept TLS connections only. Port 80 of a load balancer redirects to HTTPS.",
  remedy: `Let each listener use HTTPS, or redirect to it. Use a security policy of the list of ELB.17 for a load balancer, such as "${TLS_POLICIES[0]}".`,
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ELB.1", "ELB.17"],
  checks: [
    onResource(environment, ({ settings }) =>
      listenersOf(settings).flatMap((listener) => [
        ...listenerOption(settings, listener, "Protocol", '"HTTPS"', (protocol) => protocol === "HTTPS"),
        ...listenerOption(settings, listener, "SSLPolicy", "in the list of ELB.17", isStrongPolicy),
      ]),
    ),
    onResource(environment, ({ settings }) =>
      listenersOf(settings).includes(HTTPS_LISTENER) && plainListenerIsOn(settings) ? `${PLAIN_LISTENER_OFF}, got on` : undefined,
    ),
    // Until AWS issues the certificate there is no listener on 443. Beanstalk needs a listener, so that on port 80 stays on,
    // without an inbound rule. The ids of the security groups are known at the end of the deployment.
    onStack(environment, ({ settings }, _, all) =>
      plainListenerIsOn(settings) && hasIngress(listOption(settings, "aws:elbv2:loadbalancer", "SecurityGroups"), all)
        ? `${PLAIN_LISTENER_OFF} as soon as a security group has an inbound rule, got on`
        : undefined,
    ),
    onResource(listeners, (props) => {
      const protocol = props.protocol;
      if (protocol === "HTTPS" || protocol === "TLS") {
        return isStrongPolicy(props.sslPolicy)
          ? undefined
          : `sslPolicy must be in the list of ELB.17, got ${quote(props.sslPolicy)}`;
      }
      const defaultActions = props.defaultActions;
      const redirects = Array.isArray(defaultActions) && defaultActions.length > 0 && defaultActions.every(redirectsToHttps);
      return redirects ? undefined : `a listener of protocol ${quote(protocol)} must only redirect to HTTPS, got something else`;
    }),
  ],
};
