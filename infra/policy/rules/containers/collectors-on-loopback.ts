import { onContainers } from "../../checks/container-checks.ts";
import { findEach } from "../../read/unknown-values.ts";
import { quote, type Rule } from "../../rule.ts";

/** The variable from which the AWS Distro for OpenTelemetry collector takes its whole configuration, as YAML or JSON. */
const CONFIGURATION = "AOT_CONFIG_CONTENT";
/** Where a receiver or an extension listens. Exporters have URLs, which are left to the security groups. */
const ADDRESS = /\b(?:endpoint|listen_address)["']?\s*:\s*["']?([^\s"',}]+)/gi;
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5}$/i;

/** Addresses that others than the containers of the task reach. */
function openAddresses(configuration: string): string[] {
  return [...configuration.matchAll(ADDRESS)]
    .map(([, address]) => `${address}`)
    .filter((address) => !address.includes("://") && !LOOPBACK.test(address));
}

export const collectorsOnLoopback: Rule = {
  name: "collectors-on-loopback",
  description:
    "A collector of telemetry takes it from the containers of its own task only: anybody could write traces otherwise.",
  remedy: `Let each receiver and extension in ${CONFIGURATION} listen on 127.0.0.1.`,
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/trace-data.html",
  checks: [
    onContainers(({ name, environment }) =>
      findEach(environment, ({ name: variable, value }) =>
        variable === CONFIGURATION
          ? openAddresses(String(value)).map(
              (address) =>
                `${CONFIGURATION} of ${quote(name)} must have addresses of the task such as "127.0.0.1:4318", got ${quote(address)}`,
            )
          : undefined,
      ),
    ),
  ],
};
