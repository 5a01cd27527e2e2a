import { CouldNotLook } from "../../command-line/could-not-look.ts";
import type { Check, CheckContext } from "../check.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "relay";

/** The relay's smoke test at each of its hosts, from this machine: it pairs and sends like a client, with GET requests only. */
export const relay: Check = {
  id: ID,
  title: "Relay",
  isSlow: true,
  maxMs: 120_000,
  look: async (context): Promise<Finding[]> => {
    const { relay: deployed, relayDomainUrls = [] } = context.stack.outputs;
    if (deployed === undefined) return [];
    const { url, identityPublicKey } = deployed;
    const lookAt = (subject: string, at: string) => [subject, () => lookAtHost(context, subject, at, identityPublicKey)] as const;
    const domains = relayDomainUrls.map((other) => lookAt(`relay at ${new URL(other).hostname}`, other));
    return lookAtEach(ID, context.signal, Object.fromEntries([lookAt("relay", url), ...domains]));
  },
};

async function lookAtHost({ smoke, signal }: CheckContext, subject: string, url: string, key: string): Promise<Finding> {
  const say = findingsAbout(ID, subject);
  const { exitCode, lines } = await smoke(url, key, signal);
  if (exitCode === 0) return say.good(`The ${subject} passes its smoke test.`);
  const failed = lines
    .filter((line) => line.startsWith("FAILED"))
    .map((line) => line.replace(/^FAILED\s+/, "").replace(/\s+/g, " "));
  if (exitCode === 1 && failed.length > 0) {
    return say.wrong(`The ${subject} fails its smoke test: ${failed.join("; ")}.`, `npm run smoke -- ${url} --pin ${key}`);
  }
  throw new CouldNotLook(`The smoke test of the ${subject} did not run: ${lines.at(-1) ?? `exit code ${exitCode}`}`);
}
