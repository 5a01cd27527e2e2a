import { randomBytes } from "node:crypto";
import { CheckFailed } from "../check-failed.ts";
import { unreachable } from "../unreachable.ts";

const ANSWER_TIMEOUT_MS = 5000;
const PERMANENT = new Set([301, 308]);

/** Checks that requests without TLS (to the origin `httpUrl`) are redirected to the same path at `httpsUrl`. A closed port is fine, too. */
export async function checkRedirect(httpUrl: string, httpsUrl: string): Promise<string> {
  const path = `/smoke-${randomBytes(9).toString("hex")}?a=b`;
  let answer: Response;
  try {
    answer = await fetch(httpUrl + path, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  } catch (error) {
    return `${httpUrl} does not answer: ${unreachable(error)}`;
  }
  await answer.body?.cancel();
  const location = URL.parse(answer.headers.get("location") ?? "", httpUrl)?.href;
  if (!PERMANENT.has(answer.status) || location === undefined) {
    throw new CheckFailed(`${httpUrl} answers with status ${answer.status} instead of a permanent redirect to https`);
  }
  if (location !== new URL(path, httpsUrl).href) throw new CheckFailed(`${httpUrl} redirects to ${location.slice(0, 200)}`);
  return `${httpUrl} redirects to https with ${answer.status}`;
}
