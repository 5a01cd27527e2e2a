import { CouldNotLook } from "../../command-line/could-not-look.ts";
import type { Check } from "../check.ts";
import { type Finding, findingsAbout } from "../finding.ts";

const ID = "relay";

/** The relay's smoke test, from this machine: it pairs and sends like a client, with GET requests only. */
export const relay: Check = {
  id: ID,
  title: "Relay",
  isSlow: true,
  maxMs: 120_000,
  look: async ({ stack, smoke, signal }): Promise<Finding[]> => {
    const { relay: deployed } = stack.outputs;
    if (deployed === undefined) return [];
    const { url, identityPublicKey } = deployed;
    const say = findingsAbout(ID, "relay");
    const command = `npm run smoke -- ${url} --pin ${identityPublicKey}`;
    const { exitCode, lines } = await smoke(url, identityPublicKey, signal);
    if (exitCode === 0) return [say.good("The relay passes its smoke test.")];
    const failed = lines
      .filter((line) => line.startsWith("FAILED"))
      .map((line) => line.replace(/^FAILED\s+/, "").replace(/\s+/g, " "));
    if (exitCode === 1 && failed.length > 0) return [say.wrong(`The relay fails its smoke test: ${failed.join("; ")}.`, command)];
    throw new CouldNotLook(`The smoke test of the relay did not run: ${lines.at(-1) ?? `exit code ${exitCode}`}`);
  },
};
