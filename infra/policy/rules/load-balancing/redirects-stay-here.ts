import { hostsOf } from "../../read/dns/hosts.ts";
import { ACTION_TYPES, actionsOf, lower, protocolOf } from "../../read/load-balancing/listener-actions.ts";
import { nested } from "../../read/nested.ts";
import { known } from "../../read/unknown-values.ts";
import { onStack, quote, type Rule } from "../../rule.ts";

const SAME = ["", "#{host}"];

export const redirectsStayHere: Rule = {
  name: "redirects-stay-here",
  description: "A load balancer redirects to host names of its own stack only, and never to plain HTTP.",
  remedy: "Leave host out, or use a host name that has a record in this stack. Set protocol to HTTPS.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html",
  checks: [
    onStack(ACTION_TYPES, (_, resource, all) =>
      actionsOf(resource)
        .filter((action) => known(() => lower(action.type)) === "redirect")
        .flatMap(({ redirect }) => {
          const host = known(() => lower(nested(redirect, "host")).replace(/\.$/, "")) ?? "";
          const protocol = known(() => lower(nested(redirect, "protocol"))) ?? "https";
          const isForeign = !SAME.includes(host) && !hostsOf(all).includes(host);
          // The default is the protocol of the request.
          const keeps = protocol === "" || protocol === "#{protocol}";
          const isPlain = protocol === "http" || (keeps && protocolOf(resource, all) === "HTTP");
          return [
            ...(isForeign ? [`host of a redirect must be "#{host}" or a host name of this stack, got ${quote(host)}`] : []),
            // A redirect of a plain listener to itself is a finding of `listeners-encrypted`.
            ...(isPlain && protocolOf(resource, all) !== "HTTP"
              ? [`protocol of a redirect must be "HTTPS", got ${quote(protocol)}`]
              : []),
          ];
        }),
    ),
  ],
};
