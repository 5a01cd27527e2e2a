import { createHash } from "node:crypto";
import { basename, dirname } from "node:path/posix";
import { PATHS } from "../src/contract.ts";
import { askClear, described, type RelayAccess } from "./relay-access.ts";
import { Unmet } from "./unmet.ts";

const FOLDER = dirname(PATHS.client);
const SCRIPT = basename(PATHS.client);

/** Every script of the browser client is served, as a script, and with the very bytes that its hash (SRI) is of. */
export async function checkClientScript(relay: RelayAccess): Promise<string> {
  const list = await askClear(relay, `${FOLDER}/integrity.json`);
  if (list.status !== 200 || list.json === undefined) throw new Unmet(`integrity.json: ${described(list)}`);
  const hashes = Object.entries(list.json).filter(([name]) => /^[\w-][\w.-]*$/.test(name));
  if (!hashes.some(([name]) => name === SCRIPT)) throw new Unmet(`integrity.json does not name ${SCRIPT}`);
  let size = 0;
  for (const [name, expected] of hashes) {
    const file = await askClear(relay, `${FOLDER}/${name}`);
    if (file.status !== 200) throw new Unmet(`${name}: ${described(file)}`);
    const integrity = `sha384-${createHash("sha384").update(file.body).digest("base64")}`;
    if (integrity !== expected) throw new Unmet(`${name} has another hash than integrity.json says: it was changed on its way`);
    if (!file.headers.get("content-type")?.startsWith("text/javascript")) throw new Unmet(`${name} is not served as a script`);
    // A page loads a script with `integrity` by CORS.
    if (file.headers.get("access-control-allow-origin") !== "*") throw new Unmet(`${name} cannot be loaded by other origins`);
    if (name === SCRIPT) size = file.body.length;
  }
  const { [SCRIPT]: own } = list.json;
  return `${hashes.length} scripts with their hashes; ${SCRIPT} has ${(size / 1000).toFixed(1)} KB, ${own}`;
}
