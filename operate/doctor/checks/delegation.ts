import { CouldNotLook } from "../../command-line/could-not-look.ts";
import type { Check, Dns } from "../check.ts";
import { pulumiCommand } from "../command-texts.ts";
import { findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "delegation";

/** Do the zones' name servers stand in the parent zone, and do the products' names lead anywhere? */
export const delegation: Check = {
  id: ID,
  title: "Delegation",
  look: async ({ stack, dns, signal }) => {
    const { nameServers = {}, hosts, relay, relayDomainUrls = [] } = stack.outputs;
    const zones = Object.entries(nameServers).map(([zone, servers]) => [zone, () => lookAtZone(zone, servers)] as const);
    const urls = [...(relay === undefined ? [] : [relay.url]), ...relayDomainUrls];
    const names = [...Object.values(hosts), ...urls.map((url) => new URL(url).hostname)];
    const addresses = names.map((name) => [`address of ${name}`, () => lookAtName(name)] as const);
    return lookAtEach(ID, signal, Object.fromEntries([...zones, ...addresses]));

    async function lookAtZone(zone: string, servers: readonly string[]) {
      const say = findingsAbout(ID, zone);
      const seen = new Set((await answerOf(dns, "resolveNs", zone)).map(normal));
      const wanted = new Set(servers.map(normal));
      const command = pulumiCommand(stack, "stack output nameServers");
      if (seen.size === 0)
        return say.wrong(
          "DNS has no name servers for this zone. Ask your DNS administrator to delegate it to the name servers in the output nameServers.",
          command,
        );
      const others = [...seen].filter((server) => !wanted.has(server));
      const missing = [...wanted].filter((server) => !seen.has(server));
      if (others.length + missing.length === 0) return say.good("is delegated to the stack's name servers.");
      const parts = [
        ...(others.length > 0 ? [`leads to ${others.join(", ")}, which are not the stack's`] : []),
        ...(missing.length > 0 ? [`leaves out ${missing.join(", ")}`] : []),
      ];
      return say.wrong(`The delegation ${parts.join(", and ")}. Ask your DNS administrator to correct it.`, command);
    }

    async function lookAtName(name: string) {
      const say = findingsAbout(ID, `address of ${name}`);
      const found = await answerOf(dns, "resolve4", name);
      if (found.length > 0) return say.good("is in DNS.");
      return say.wrong("is not in DNS, so no browser finds it. Check the delegation first.", `nslookup ${name}`);
    }
  },
};

const normal = (server: string) => server.toLowerCase().replace(/\.$/, "");

/** Nothing for a name that DNS does not know. A server that does not answer says nothing about the name. */
async function answerOf(dns: Dns, ask: keyof Dns, name: string): Promise<string[]> {
  try {
    return await dns[ask](name);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (["ENOTFOUND", "ENODATA"].includes(code)) return [];
    throw new CouldNotLook(`DNS did not answer about ${name}: ${code}. Name another DNS server with --dns.`);
  }
}
