import { HTTPS_LISTENER, isOn, listenersOf, listOption, option } from "../../read/beanstalk-settings.ts";
import { hasIngress } from "../../read/ingress.ts";
import { environment } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { type Check, onResource, onStack, quote, type Rule } from "../../rule.ts";

const PROCESS = "aws:elasticbeanstalk:environment:process:default";
const BALANCER = "aws:elbv2:loadbalancer";

function setting(namespace: string, name: string, expected: string): Check {
  return onResource(environment, ({ settings }) => {
    const value = option(settings, namespace, name);
    return value?.toLowerCase() === expected ? undefined : `${namespace}/${name} must be ${quote(expected)}, got ${quote(value)}`;
  });
}

export const environmentsStickyHttps: Rule = {
  name: "environments-sticky-https",
  description:
    "Environments have an HTTPS load balancer with sticky sessions, and private instances with managed updates, enhanced health reporting and log streaming.",
  remedy:
    "Create the environment with the component in infra/beanstalk, which sets all of these. XMPro's SignalR needs sticky sessions.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ElasticBeanstalk.1", "ElasticBeanstalk.2", "ElasticBeanstalk.3", "AutoScaling.9", "EC2.25", "EC2.170"],
  checks: [
    setting("aws:elasticbeanstalk:environment", "LoadBalancerType", "application"),
    setting(PROCESS, "StickinessEnabled", "true"),
    setting(PROCESS, "StickinessType", "lb_cookie"),
    setting("aws:autoscaling:launchconfiguration", "DisableIMDSv1", "true"),
    setting("aws:ec2:vpc", "AssociatePublicIpAddress", "false"),
    setting("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
    setting("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", "true"),
    setting("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true"),
    // Without a security group of ours, Beanstalk creates one that allows everybody on port 80.
    onResource(environment, ({ settings }) =>
      listOption(settings, BALANCER, "SecurityGroups").length > 0
        ? undefined
        : `${BALANCER}/SecurityGroups must be the load balancer's own group, got nothing`,
    ),
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
      !listenersOf(settings).includes(HTTPS_LISTENER) && hasIngress(listOption(settings, BALANCER, "SecurityGroups"), all)
        ? `${HTTPS_LISTENER} must be configured as soon as a security group has an inbound rule, got nothing`
        : undefined,
    ),
  ],
};
