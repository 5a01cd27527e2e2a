import type { UpstreamReach } from "../../../infra/relay/relay-settings.ts";
import { formOf } from "../../../infra/relay/relay-variables.ts";
import type { Hosts } from "../domain.ts";
import type { ExistingNetwork, NewNetwork } from "../network.ts";
import { groupForm, reportForeignGroup } from "../reach.ts";
import type { Reader } from "../reader/reader.ts";
import { reachForm, reachOf, upstreamProblem } from "./upstream-target.ts";

interface UpstreamContext {
  readonly hosts: Hosts;
  readonly network: NewNetwork | ExistingNetwork;
  /** Hosts at which the relay answers besides `hosts.relay`. */
  readonly otherHosts: readonly string[];
}

/** The API behind the relay: App Designer when none is named, by its public name. Nothing else parses its URL. */
export function readRelayUpstream(
  reader: Reader,
  { hosts, network, otherHosts }: UpstreamContext,
): { readonly text: string; readonly reach: UpstreamReach } {
  const text = reader.optional("relayUpstream", formOf("UPSTREAM")) ?? `https://${hosts.ad}`;
  const way = reader.string("relayUpstreamReach", reachForm);
  if (!reader.isSet("relayUpstream")) {
    reader.reportIfSet(["relayUpstreamReach"], "without xmpro:relayUpstream, because App Designer is reached by its public name");
    return { text, reach: { kind: "internet", port: 443 } };
  }
  const target = { url: new URL(text), way };
  const wrong = upstreamProblem(target, [hosts.relay, ...otherHosts], {
    setIt: "be set together with xmpro:relayUpstreamReach",
    name: "xmpro:relayUpstreamReach",
  });
  if (wrong !== undefined && reader.isValid("relayUpstream", "relayUpstreamReach")) {
    reader.reportValue("relayUpstream", wrong, text);
  }
  if (network.kind === "new" && groupForm.fits(way)) {
    reportForeignGroup(reader, "relayUpstreamReach", "set it to the API's network");
  }
  return { text, reach: reachOf(target) };
}
