import type { StackOutputs } from "../../operate/deployed-stack/stack-outputs.ts";

/**
 * The arguments of `npm run smoke` for each host of the deployed relay; none without a relay. With several hosts, each run also checks that
 * its pair is refused at another one.
 */
export function smokeArguments({ relay, relayDomainUrls = [] }: Pick<StackOutputs, "relay" | "relayDomainUrls">): string[][] {
  if (relay === undefined) return [];
  const urls = [relay.url, ...relayDomainUrls];
  return urls.map((url) => {
    const other = urls.find((candidate) => candidate !== url);
    return [url, "--pin", relay.identityPublicKey, ...(other === undefined ? [] : ["--other-host", other])];
  });
}
