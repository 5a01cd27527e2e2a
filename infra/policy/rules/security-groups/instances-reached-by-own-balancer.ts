import { environmentProcess, processesOf, settingsOfOption } from "../../read/beanstalk-settings.ts";
import type { Use } from "../../read/network/group-users.ts";
import { reachedBy } from "../../read/network/reach.ts";
import { environment } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import type { Rule } from "../../rule.ts";

/** The ports of the processes of an environment. The default process is there without options too, and the default port is 80. */
function processPorts({ holder }: Use): readonly number[] | undefined {
  if (holder.type !== environment) return undefined;
  return known(() => {
    const { settings } = holder.props;
    const ports = [environmentProcess("default"), ...processesOf(settings)].flatMap((process) => {
      const given = settingsOfOption(settings, process, "Port").map(({ value }) => Number(value()));
      return given.length > 0 ? given : [80];
    });
    return [...new Set(ports)];
  });
}

export const instancesReachedByOwnBalancer: Rule = {
  name: "instances-reached-by-own-balancer",
  description:
    "Only its own load balancer reaches an instance, on the port of its process. The installers' host accepts nothing.",
  remedy: "Delete the inbound rule. People reach an instance through Session Manager, which needs none.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.managing.ec2.html",
  checks: [
    reachedBy({
      target: "instances",
      ports: processPorts,
      mayReach: (source, target) =>
        source.kind === "load balancer" &&
        (target.holder.type === environment ? source.holder.urn === target.holder.urn : source.holder.type !== environment),
      sources: "its own load balancer",
    }),
  ],
};
