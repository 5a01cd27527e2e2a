import { CouldNotLook } from "../../operate/command-line/could-not-look.ts";
import type { GitHub } from "../api/github.ts";
import { compareRuns, markedRun, type RunOrder } from "./marker.ts";

interface MarkedComment {
  readonly id: number;
  readonly body: string;
  readonly run: RunOrder;
}

/** What became of the comment. */
export type Outcome = "created" | "updated" | "unchanged" | "superseded";

/** Each round sees what other runs did meanwhile; two runs settle in three. */
const MAX_ROUNDS = 6;

/**
 * Leaves the pull request with one comment of this kind: the oldest, with the text of the newest run. GitHub has no request that creates a comment
 * only where there is none, so two runs at once may both create one. Each looks again after it has written: the newest run keeps the oldest
 * comment and deletes the others, an older run deletes its own and nothing else.
 *
 * @param author whose comments count: anybody may write a comment with the same first line
 */
export async function leaveOneComment(
  github: GitHub,
  pullRequest: number,
  body: string,
  own: RunOrder,
  author: string,
): Promise<Outcome> {
  let outcome: Outcome = "unchanged";
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const [keep, ...others] = await markedComments(github, pullRequest, author);
    if (keep === undefined) {
      await github.send("POST", `/issues/${pullRequest}/comments`, { body });
      outcome = "created";
      continue;
    }
    if ([keep, ...others].some(({ run }) => compareRuns(run, own) > 0)) {
      // The newest run tidies up what is not its own or ours.
      for (const { id, run } of others) if (compareRuns(run, own) === 0) await github.remove(`/issues/comments/${id}`);
      return "superseded";
    }
    // What this run wrote is its own, even if GitHub has changed white space in it.
    const isOwn = keep.body === body || (outcome !== "unchanged" && compareRuns(keep.run, own) === 0);
    if (isOwn && others.length === 0) return outcome;
    if (!isOwn) {
      // Another run may have deleted it meanwhile: the next round sees that.
      await github.send("PATCH", `/issues/comments/${keep.id}`, { body }, [404]);
      if (outcome !== "created") outcome = "updated";
    }
    for (const { id } of others) await github.remove(`/issues/comments/${id}`);
  }
  throw new CouldNotLook(`Other runs kept changing the comment of pull request ${pullRequest}. Run the job again.`);
}

/** The oldest first. */
async function markedComments(github: GitHub, pullRequest: number, author: string): Promise<MarkedComment[]> {
  const comments = await github.list(`/issues/${pullRequest}/comments`);
  return comments
    .flatMap((comment): MarkedComment[] => {
      const { id, body, user } = Object(comment) as { id?: unknown; body?: unknown; user?: { login?: unknown } };
      if (typeof id !== "number" || typeof body !== "string" || user?.login !== author) return [];
      const run = markedRun(body);
      return run === undefined ? [] : [{ id, body, run }];
    })
    .sort((a, b) => a.id - b.id);
}
