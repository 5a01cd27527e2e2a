import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { GitHub } from "../api/github.ts";
import type { RunOrder } from "./marker.ts";

/** A run of preview.yml, in GitHub's own words: nothing here comes from what the run wrote. */
export interface PreviewRun extends RunOrder {
  readonly url: string;
  /** Last commit of the pull request's branch. */
  readonly head: string;
  /** Name of the branch, which its author chose. */
  readonly branch: string;
  /** The repository of the branch: a fork, or the repository itself. */
  readonly from: { readonly id: number; readonly owner: string };
}

/** A pull request may bring a second workflow of the same name, so the file counts. */
const WORKFLOW = /^\.github\/workflows\/preview\.yml(@|$)/;

/** @throws CommandRefused when it is a run of something else */
export async function readRun(github: GitHub, id: number, repository: string): Promise<PreviewRun> {
  const run = Object(await github.get(`/actions/runs/${id}`)) as Record<string, unknown>;
  const from = Object(run.head_repository) as { id?: unknown; owner?: { login?: unknown } };
  const [head, branch, attempt, owner] = [run.head_sha, run.head_branch, run.run_attempt, from.owner?.login];
  if (run.event !== "pull_request" || typeof run.path !== "string" || !WORKFLOW.test(run.path))
    throw new CommandRefused([`Run ${id} is none of .github/workflows/preview.yml for a pull request.`], EXIT_CODE.wrong);
  // A fork that somebody has deleted meanwhile is null.
  if (typeof head !== "string" || typeof branch !== "string" || typeof from.id !== "number" || typeof owner !== "string")
    throw new CommandRefused([`Run ${id} has no branch any more: its repository is deleted.`], EXIT_CODE.wrong);
  return {
    run: id,
    attempt: typeof attempt === "number" ? attempt : 1,
    url: `https://github.com/${repository}/actions/runs/${id}`,
    head,
    branch,
    from: { id: from.id, owner },
  };
}

/**
 * The open pull request whose last commit the run previewed. Undefined when there is none any more: it was closed, or has a newer commit, which has
 * a run of its own. GitHub names no pull requests in a run of a fork, so this looks for the branch.
 *
 * @throws CommandRefused when the branch has several pull requests, as the run does not say which one it was for
 */
export async function pullRequestOf(github: GitHub, run: PreviewRun): Promise<number | undefined> {
  const branch = encodeURIComponent(`${run.from.owner}:${run.branch}`);
  const numbers = (await github.list(`/pulls?state=open&head=${branch}`)).flatMap((one) => {
    const { number, head } = Object(one) as { number?: unknown; head?: { sha?: unknown; repo?: { id?: unknown } | null } };
    const isSame = head?.sha === run.head && head.repo?.id === run.from.id;
    return isSame && typeof number === "number" ? [number] : [];
  });
  if (numbers.length > 1)
    throw new CommandRefused(
      [`The branch has ${numbers.length} open pull requests with the same commit: close all but one, and run the preview again.`],
      EXIT_CODE.wrong,
    );
  return numbers[0];
}
