import { createHash } from "node:crypto";
import { basename, dirname } from "node:path/posix";
import { PATHS } from "../../src/contract.ts";
import { CheckFailed } from "../check-failed.ts";
import { askClear, described, type RelayAccess } from "../relay-access.ts";

const FOLDER = dirname(PATHS.client);
const SCRIPT = basename(PATHS.client);

/** Checks that the relay serves every script of the browser client, as a script, and that each has its hash (SRI). */
export async function checkClientScript(relay: RelayAccess): Promise<string> {
  const list = await askClear(relay, `${FOLDER}/integrity.json`);
  if (list.status !== 200 || list.json === undefined) throw new CheckFailed(`integrity.json: ${described(list)}`);
  const hashes = Object.entries(list.json).filter(([name]) => /^[\w-][\w.-]*$/.test(name));
  if (!hashes.some(([name]) => name === SCRIPT)) throw new CheckFailed(`integrity.json does not name ${SCRIPT}`);
  let size = 0;
  for (const [name, expected] of hashes) {
    const file = await askClear(relay, `${FOLDER}/${name}`);
    if (file.status !== 200) throw new CheckFailed(`${name}: ${described(file)}`);
    const integrity = `sha384-${createHash("sha384").update(file.body).digest("base64")}`;
    if (integrity !== expected)
      throw new CheckFailed(`${name} does not have its hash of integrity.json: something has changed it`);
    if (!file.headers.get("content-type")?.startsWith("text/javascript"))
      throw new CheckFailed(`${name} is not served as a script`);
    // Pages load a script with `integrity` by CORS.
    if (file.headers.get("access-control-allow-origin") !== "*")
      throw new CheckFailed(`${name} cannot be loaded by other origins`);
    if (name === SCRIPT) size = file.body.length;
  }
  const { [SCRIPT]: own } = list.json;
  return `${hashes.length} scripts have their hashes; ${SCRIPT} has ${(size / 1000).toFixed(1)} KB, ${own}`;
}
