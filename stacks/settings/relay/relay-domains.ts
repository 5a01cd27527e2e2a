import type { RelayDomain } from "../../../infra/relay/relay-settings.ts";
import { formOf } from "../../../infra/relay/relay-variables.ts";
import { type Hosts, hostOf, hostsOf, LONGEST_FIRST_NAME, type StackName } from "../domain.ts";
import type { ExistingNetwork, NewNetwork } from "../network.ts";
import { groupForm, hostForm, reportForeignGroup } from "../reach.ts";
import type { Form, Reader } from "../reader/reader.ts";
import { reachForm, reachOf, type UpstreamTarget, upstreamProblem } from "./upstream-target.ts";

interface DomainsContext {
  readonly stack: StackName;
  readonly domain: string;
  readonly hosts: Hosts;
  readonly network: NewNetwork | ExistingNetwork;
}

interface Entry extends UpstreamTarget {
  /** As the stack's file has it. */
  readonly text: string;
  readonly host: string;
}

/** One certificate has all hosts: "Quotas - AWS Certificate Manager", number of domain names per ACM certificate. */
const MOST_DOMAINS = 10;
const ENTRY = /^([^\s=]+)=([^\s,]+)(?: (\S+))?$/;
const isProduct = (text: string): text is "sm" | "ad" | "ds" => ["sm", "ad", "ds"].includes(text);

const entryForm: Form = {
  expected:
    '"sm", "ad", "ds", or lower-case host=URL of an http or https API without user, query, fragment and comma, with a security group or a network after a space if only the VPC reaches it,',
  example: "relay-api.example.com=https://api.example.com",
  fits(text) {
    const [, host = "", url = "", way = "internet"] = ENTRY.exec(text) ?? [];
    return isProduct(text) || (hostForm.fits(host) && formOf("UPSTREAM").fits(url) && reachForm.fits(way));
  },
};

/** The hosts with an API of their own behind the relay, by name: the order in the stack's file has no meaning. */
export function readRelayDomains(reader: Reader, context: DomainsContext): readonly RelayDomain[] {
  const { hosts, network } = context;
  const limit = { max: MOST_DOMAINS, because: "ACM's default quota of names in a certificate" };
  const entries = reader.list("relayDomains", entryForm, limit).map((text) => entryOf(text, context));
  const own = [hosts.relay, ...entries.map(({ host }) => host)];
  for (const entry of entries) {
    const others = entries.filter((other) => other !== entry).map(({ host }) => host);
    const words = { setIt: "have the API's reach after a space", name: "its reach" };
    for (const wrong of [hostProblem(entry, others, context), upstreamProblem(entry, own, words)]) {
      if (wrong !== undefined && reader.isValid("domain")) reader.reportValue("relayDomains", wrong, entry.text);
    }
  }
  if (network.kind === "new" && entries.some(({ way }) => groupForm.fits(way))) {
    reportForeignGroup(reader, "relayDomains", "name the API's network");
  }
  return entries
    .map((entry) => ({ host: entry.host, upstream: entry.upstream, reach: reachOf(entry) }))
    .sort((one, other) => (one.host < other.host ? -1 : 1));
}

function entryOf(text: string, { stack, domain, hosts }: DomainsContext): Entry & { readonly upstream: string } {
  const [, host = "", upstream = "", way = "internet"] = isProduct(text)
    ? ["", hostOf(`relay-${text}`, stack, domain), `https://${hosts[text]}`]
    : (ENTRY.exec(text) ?? []);
  return { text, host, upstream, url: new URL(upstream), way };
}

/** Why the relay cannot answer at a host, in words that follow the setting's name. */
function hostProblem({ host }: Entry, others: readonly string[], { domain }: DomainsContext): string | undefined {
  // Both stacks may share a domain.
  const taken = [hostsOf("prod", domain), hostsOf("nonprod", domain)].flatMap((hosts) => Object.values(hosts));
  if (!host.endsWith(`.${domain}`)) return `must have hosts within xmpro:domain (${domain}), whose zones hold their records`;
  if (taken.includes(host)) return "must have other hosts than those of the products and of the relay itself";
  if (others.includes(host)) return `must have each host once (${host})`;
  if ([...taken, ...others].some((other) => host.endsWith(`.${other}`)))
    return "must have no host within another one, which may be the zone of its own records only";
  if (host.length > LONGEST_FIRST_NAME)
    return `must have hosts of at most ${LONGEST_FIRST_NAME} characters (ACM's limit for a first name), and ${host} has ${host.length}; name a shorter one as host=URL`;
  return undefined;
}
