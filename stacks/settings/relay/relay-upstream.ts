import type { RelaySettings } from "../../../infra/relay/relay-settings.ts";
import { formOf } from "../../../infra/relay/relay-variables.ts";
import type { Hosts } from "../domain.ts";
import type { ExistingNetwork, NewNetwork } from "../network.ts";
import { cidrForm, groupForm, reportForeignGroup } from "../reach.ts";
import { type Cidr, isPrivate, parseCidr } from "../reader/cidr.ts";
import type { Form, Reader } from "../reader/reader.ts";

/** The task itself, and where AWS keeps the credentials of tasks and instances. */
const OWN_RANGES = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16"];

const reachForm: Form = {
  expected: `"internet", ${groupForm.expected}, or ${cidrForm.expected}`,
  example: cidrForm.example,
  fits: (value) => value === "internet" || groupForm.fits(value) || cidrForm.fits(value),
};

/** The API behind the relay: App Designer when none is named, by its public name. Nothing else parses its URL. */
export function readRelayUpstream(
  reader: Reader,
  { hosts, network }: { readonly hosts: Hosts; readonly network: NewNetwork | ExistingNetwork },
): { readonly text: string; readonly reach: RelaySettings["upstreamReach"] } {
  const text = reader.optional("relayUpstream", formOf("UPSTREAM")) ?? `https://${hosts.ad}`;
  const way = reader.string("relayUpstreamReach", reachForm);
  if (!reader.isSet("relayUpstream")) {
    reader.reportIfSet(["relayUpstreamReach"], "without xmpro:relayUpstream, because App Designer is reached by its public name");
    return { text, reach: { kind: "internet", port: 443 } };
  }
  const url = new URL(text);
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const wrong = targetProblem(url, hosts) ?? wayProblem(url, way);
  if (wrong !== undefined && reader.isValid("relayUpstream", "relayUpstreamReach")) {
    reader.reportValue("relayUpstream", wrong, text);
  }
  if (way === "internet") return { text, reach: { kind: "internet", port } };
  if (!groupForm.fits(way)) return { text, reach: { kind: "vpc", reach: { cidrBlock: way }, port } };
  if (network.kind === "new") reportForeignGroup(reader, "relayUpstreamReach", "set it to the API's network");
  return { text, reach: { kind: "vpc", reach: { securityGroupId: way }, port } };
}

/** What cannot be an API, however it is reached. */
function targetProblem({ hostname }: URL, hosts: Hosts): string | undefined {
  const address = addressOf(hostname);
  if (hostname === hosts.relay) return "must have another host than the relay's own, because it would call itself forever";
  if (hostname.startsWith("[")) return "must have a host name or an IPv4 address, because the network here has no IPv6";
  if (hostname === "localhost" || OWN_RANGES.some((range) => holds(parseCidr(range), address))) {
    return "must not be an address of the relay's own task, where the relay and the credentials of its role are";
  }
  return undefined;
}

/** Why the upstream cannot be reached the way that is said. */
function wayProblem({ protocol, hostname }: URL, way: string): string | undefined {
  const address = addressOf(hostname);
  const inside = address ? isPrivate(address) : /(^[^.]+|\.(internal|local))$/.test(hostname);
  if (way === "internet" && inside) {
    return "must be set together with xmpro:relayUpstreamReach (a security group or a network of the VPC), because the host cannot be reached over the internet";
  }
  if (way === "internet" && protocol === "http:") return "must begin with https:// if it is reached over the internet";
  if (cidrForm.fits(way) && address && !holds(parseCidr(way), address)) {
    return `must have an address within xmpro:relayUpstreamReach (${way})`;
  }
  return undefined;
}

const addressOf = (host: string) => parseCidr(`${host}/32`);
const holds = (range: Cidr | undefined, address: Cidr | undefined) =>
  range !== undefined && address !== undefined && range.first <= address.first && address.last <= range.last;
