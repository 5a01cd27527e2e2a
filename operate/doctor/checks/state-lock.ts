import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { CouldNotLook } from "../../command-line/could-not-look.ts";
import type { Check, CheckContext } from "../check.ts";
import { pulumiCommand } from "../command-texts.ts";
import { ageOf } from "../days.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "state-lock";
/** No update of a stack takes as long. */
const MAX_UPDATE_MS = 2 * 60 * 60_000;

/** Is the state free for the next update, and did the last one end? */
export const stateLock: Check = {
  id: ID,
  title: "State",
  look: async (context) =>
    lookAtEach(ID, context.signal, {
      "lock of the state": () => lookAtLocks(context),
      "last update of the stack": () => lookAtPending(context),
    }),
};

/** As `pulumi` writes it (pkg/backend/diy/lock.go). */
interface Lock {
  readonly username?: string;
  readonly hostname?: string;
  readonly timestamp?: string;
}

async function lookAtLocks(context: CheckContext): Promise<Finding[]> {
  const { stack, now } = context;
  const say = findingsAbout(ID, "lock of the state");
  const locks = await locksIn(context);
  if (locks.length === 0) return [say.good("is free.")];
  return locks.map(({ username = "somebody", hostname = "another machine", timestamp = "" }) => {
    const since = new Date(timestamp);
    const isDated = !Number.isNaN(since.getTime());
    const text = `is held by ${username} on ${hostname}${isDated ? ` for ${ageOf(since, now)}` : ""}`;
    const cancel = pulumiCommand(stack, "cancel");
    if (isDated && now.getTime() - since.getTime() < MAX_UPDATE_MS)
      return say.unknown(`${text}: an update is running, or was interrupted. Ask them before you cancel it.`, cancel);
    return say.wrong(
      `${text}: an update was interrupted, and the next one is refused. Release the lock if nothing runs there.`,
      cancel,
    );
  });
}

/** The backends that keep locks as files. None of this takes a lock. */
async function locksIn({ pulumi, stack, ask }: CheckContext): Promise<Lock[]> {
  const url = await pulumi.backendUrl();
  const folder = `.pulumi/locks/organization/${await pulumi.projectName()}/${stack.name}`;
  const { protocol } = new URL(url);
  if (protocol === "file:") return locksInFolder(join(pathOf(url), folder));
  if (protocol === "s3:") return ask("who holds the lock of the state", () => locksInBucket(url, folder, stack.region));
  throw new CouldNotLook(
    protocol === "https:"
      ? "Pulumi Cloud keeps the lock, and only an update asks for it. Its page of the stack shows what runs."
      : `This command cannot read locks in a state at ${protocol}//.`,
  );
}

/** "file://~" and "file://./state" are no URLs with a path. */
function pathOf(url: string): string {
  const rest = url.slice("file://".length);
  if (rest.startsWith("~")) return join(process.env.HOME ?? "", rest.slice(1));
  return rest.startsWith("/") ? fileURLToPath(url) : rest;
}

async function locksInFolder(folder: string): Promise<Lock[]> {
  try {
    const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
    return await Promise.all(files.map(async (name) => lockIn(await readFile(join(folder, name), "utf8"))));
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new CouldNotLook(`The folder of the locks cannot be read: ${code}.`);
  }
}

/** "s3://bucket/prefix?region=us-east-1". The state may be in another region than the stack. */
async function locksInBucket(url: string, folder: string, stackRegion: string): Promise<Lock[]> {
  const { hostname: Bucket, pathname, searchParams } = new URL(url);
  const client = new S3Client({ region: searchParams.get("region") ?? stackRegion, forcePathStyle: true, maxAttempts: 3 });
  const Prefix = [...pathname.split("/").filter((part) => part !== ""), folder, ""].join("/");
  const locks: Lock[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    for (const { Key } of Contents) {
      if (!Key?.endsWith(".json")) continue;
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      locks.push(lockIn((await Body?.transformToString()) ?? ""));
    }
  return locks;
}

function lockIn(text: string): Lock {
  try {
    return Object(JSON.parse(text)) as Lock;
  } catch {
    return {};
  }
}

/** An update that was killed leaves what it had begun. Pulumi does not know then whether AWS did it. */
async function lookAtPending({ pulumi, stack }: CheckContext): Promise<Finding> {
  const say = findingsAbout(ID, "last update of the stack");
  const { pending } = await pulumi.state();
  if (pending.length === 0) return say.good("ended in order.");
  return say.wrong(
    `was interrupted while it was ${pending.join("; ")}. Pulumi does not know whether AWS did that: let it look.`,
    pulumiCommand(stack, "refresh"),
  );
}
