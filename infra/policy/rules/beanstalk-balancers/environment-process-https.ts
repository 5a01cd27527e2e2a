import { environmentProcess, option, processesOf } from "../../read/beanstalk-settings.ts";
import { environment } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const EXPECTED = { Protocol: "HTTPS", Port: "443" };

export const environmentProcessHttps: Rule = {
  name: "environment-process-https",
  description:
    "The load balancer speaks HTTPS to a package of XMPro. Only AWS's sample application, which has no data, gets plain HTTP.",
  remedy: "Set Protocol to HTTPS and Port to 443 for each process as soon as the environment has a version.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/configuring-https-endtoend.html",
  checks: [
    onResource(environment, (props) => {
      // A version that is not known yet is a version.
      if (known(() => props.version === undefined || props.version === "") === true) return undefined;
      const settings = props.settings;
      const processes = new Set([environmentProcess("default"), ...processesOf(settings)]);
      return [...processes].flatMap((process) =>
        Object.entries(EXPECTED).flatMap(([name, expected]) => {
          const got = known(() => ({ value: option(settings, process, name) }));
          return got === undefined || got.value?.toUpperCase() === expected
            ? []
            : [`${process}/${name} must be ${quote(expected)} with a package, got ${quote(got.value)}`];
        }),
      );
    }),
  ],
};
