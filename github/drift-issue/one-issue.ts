import type { GitHub } from "../api/github.ts";
import { markerOf, titleOf } from "./issue-text.ts";

interface Issue {
  readonly number: number;
  readonly body: string;
}

export type IssueOutcome =
  | { readonly outcome: "opened" | "updated" | "unchanged" | "closed"; readonly issue: number }
  | { readonly outcome: "none" };

/**
 * Leaves one open issue of the stack with this text, or none for `undefined`. Several open ones are of runs at once, or a person has opened a closed one again:
 * the oldest stays.
 *
 * @param author whose issues count: anybody may open one with the same first line
 */
export async function leaveOneIssue(
  github: GitHub,
  stack: string,
  body: string | undefined,
  author: string,
): Promise<IssueOutcome> {
  const [first, ...others] = await openIssues(github, stack, author);
  for (const { number } of others) await close(github, number, "not_planned");
  if (body === undefined) {
    if (first === undefined) return { outcome: "none" };
    await github.send("POST", `/issues/${first.number}/comments`, { body: "Nothing differs any more." });
    await close(github, first.number, "completed");
    return { outcome: "closed", issue: first.number };
  }
  if (first === undefined) {
    await github.send("POST", "/issues", { title: titleOf(stack), body });
    // Another run may have opened one since: the oldest stays.
    const [oldest, ...younger] = await openIssues(github, stack, author);
    for (const { number } of younger) await close(github, number, "not_planned");
    return { outcome: "opened", issue: oldest?.number ?? 0 };
  }
  if (first.body.trimEnd() === body.trimEnd()) return { outcome: "unchanged", issue: first.number };
  await github.send("PATCH", `/issues/${first.number}`, { body });
  return { outcome: "updated", issue: first.number };
}

function close(github: GitHub, issue: number, reason: "completed" | "not_planned"): Promise<unknown> {
  return github.send("PATCH", `/issues/${issue}`, { state: "closed", state_reason: reason });
}

/** The oldest first. GitHub's list of issues has the pull requests too. */
async function openIssues(github: GitHub, stack: string, author: string): Promise<Issue[]> {
  return (await github.list("/issues?state=open"))
    .flatMap((one): Issue[] => {
      const { number, body, user, pull_request: pullRequest } = Object(one) as Record<string, unknown>;
      if (typeof number !== "number" || typeof body !== "string" || pullRequest !== undefined) return [];
      const isOurs = (Object(user) as { login?: unknown }).login === author && body.startsWith(markerOf(stack));
      return isOurs ? [{ number, body: body.replaceAll("\r\n", "\n") }] : [];
    })
    .sort((a, b) => a.number - b.number);
}
