import { limitOption, oneOf, requireOption } from "../../checks/option-checks.ts";
import { environmentProcess, processesOf } from "../../read/beanstalk-settings.ts";
import { configurationTemplate, environment } from "../../read/resource-types.ts";
import { type Check, onResource, type Rule } from "../../rule.ts";

const DEFAULT = environmentProcess("default");

/** The same for the processes beside the default one. */
function forOthers(check: (process: string) => Check): Check {
  return onResource([environment, configurationTemplate], ({ settings }, resource) =>
    processesOf(settings)
      .filter((process) => process !== DEFAULT)
      .flatMap((process) => check(process).find(resource, []) ?? []),
  );
}

export const environmentStickySessions: Rule = {
  name: "environment-sticky-sessions",
  description: "All requests of a session reach the same instance, which XMPro's SignalR needs, with or without Redis.",
  remedy: "Set StickinessEnabled to true and StickinessType to lb_cookie for each process.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-alb.html",
  checks: [
    requireOption(DEFAULT, "StickinessEnabled", oneOf("true")),
    requireOption(DEFAULT, "StickinessType", oneOf("lb_cookie")),
    forOthers((process) => requireOption(process, "StickinessEnabled", oneOf("true"))),
    forOthers((process) => limitOption(process, "StickinessType", oneOf("lb_cookie"))),
  ],
};
