import { HTTPS_LISTENER, isOn, listenersOf, listOption, option } from "../../read/beanstalk-settings.ts";
import { hasIngress } from "../../read/network/group-rules.ts";
import { environment } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, onStack, type Rule } from "../../rule.ts";

export const environmentHttpsListener: Rule = {
  name: "environment-https-listener",
  description: "The load balancer of an environment has an HTTPS listener with a certificate as soon as anybody can reach it.",
  remedy: "Set SSLCertificateArns of aws:elbv2:listener:443 to the ARN of the certificate, and leave the listener enabled.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-alb.html",
  checks: [
    onResource(environment, ({ settings }) => {
      if (!listenersOf(settings).includes(HTTPS_LISTENER)) return undefined;
      const on = known(() => isOn(option(settings, HTTPS_LISTENER, "ListenerEnabled") ?? "true")) ?? true;
      const hasCertificate = known(() => listOption(settings, HTTPS_LISTENER, "SSLCertificateArns").length > 0) ?? true;
      return [
        on ? [] : [`${HTTPS_LISTENER}/ListenerEnabled must be "true", got "false"`],
        hasCertificate ? [] : [`${HTTPS_LISTENER}/SSLCertificateArns must be the certificate's ARN, got nothing`],
      ].flat();
    }),
    // Until AWS issues the certificate there is no such listener, and no inbound rule either.
    onStack(environment, ({ settings }, _, all) =>
      !listenersOf(settings).includes(HTTPS_LISTENER) &&
      hasIngress(listOption(settings, "aws:elbv2:loadbalancer", "SecurityGroups"), all)
        ? `${HTTPS_LISTENER} must be configured as soon as a security group has an inbound rule, got nothing`
        : undefined,
    ),
  ],
};
