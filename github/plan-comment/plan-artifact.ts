import { text } from "node:stream/consumers";
import { fromBufferPromise } from "yauzl";
import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { GitHub } from "../api/github.ts";
import { MAX_PLAN_BYTES } from "../pull-request-plan/read-plan.ts";

/** Name of the artifact, which preview.yml gives it. */
const ARTIFACT = "plan";
/** Name of the one file in it. */
const FILE = "plan.json";
/** A plan shrinks to a tenth. */
const MAX_ARCHIVE_BYTES = MAX_PLAN_BYTES;

/**
 * Reads the plan of a run. Somebody else's code made the archive: nothing is unpacked to the disk, one file is read by its exact name, and not more
 * of it than a plan may have, whatever the archive says its size is. Undefined when the run wrote no plan.
 */
export async function downloadPlan(github: GitHub, run: number): Promise<string | undefined> {
  const answer = Object(await github.get(`/actions/runs/${run}/artifacts?name=${ARTIFACT}&per_page=100`)) as { artifacts?: unknown };
  const artifacts = Array.isArray(answer.artifacts) ? answer.artifacts : [];
  // Each attempt of a run may write one. The last is the newest.
  const newest = artifacts
    .map((artifact) => Object(artifact) as { id?: unknown; name?: unknown; expired?: unknown; size_in_bytes?: unknown })
    .filter(({ id, name, expired }) => typeof id === "number" && name === ARTIFACT && expired !== true)
    .sort((a, b) => Number(b.id) - Number(a.id))[0];
  if (newest === undefined) return undefined;
  if (!(Number(newest.size_in_bytes) <= MAX_ARCHIVE_BYTES)) throw refused(`its archive is larger than ${MAX_ARCHIVE_BYTES} bytes`);
  return readArchive(await github.download(`/actions/artifacts/${Number(newest.id)}/zip`, MAX_ARCHIVE_BYTES));
}

/** The text of plan.json in a ZIP archive. */
export async function readArchive(archive: Buffer): Promise<string> {
  try {
    const zip = await fromBufferPromise(archive, { strictFileNames: true, validateEntrySizes: true });
    if (zip.entryCount !== 1) throw refused(`its archive must hold one file, ${FILE}`);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== FILE) throw refused(`its archive must hold one file, ${FILE}`);
      // With validateEntrySizes, the stream fails where the entry has more bytes than the archive says.
      if (entry.uncompressedSize > MAX_PLAN_BYTES) throw refused(`it is larger than ${MAX_PLAN_BYTES} bytes`);
      return await text(await zip.openReadStreamPromise(entry));
    }
  } catch (error) {
    if (error instanceof CommandRefused) throw error;
  }
  throw refused("its archive cannot be read");
}

function refused(why: string): CommandRefused {
  return new CommandRefused([`The plan of the run is not shown: ${why}.`], EXIT_CODE.wrong);
}
