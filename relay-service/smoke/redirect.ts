import { randomBytes } from "node:crypto";
import { Unmet } from "./unmet.ts";
import { unreachable } from "./unreachable.ts";

const ANSWER_MS = 5000;
const PERMANENT = new Set([301, 308]);

/**
 * Whoever asks without TLS (`httpUrl`, an origin) is sent to the same path at `httpsUrl`, and gets nothing else. A port that does
 * not answer at all is as good.
 */
export async function checkRedirect(httpUrl: string, httpsUrl: string): Promise<string> {
  const path = `/smoke-${randomBytes(9).toString("hex")}?a=b`;
  let answer: Response;
  try {
    answer = await fetch(httpUrl + path, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) });
  } catch (error) {
    return `${httpUrl} gives no answer: ${unreachable(error)}`;
  }
  await answer.body?.cancel();
  const location = URL.parse(answer.headers.get("location") ?? "", httpUrl)?.href;
  if (!PERMANENT.has(answer.status) || location === undefined) {
    throw new Unmet(`${httpUrl} answers with status ${answer.status} instead of sending to https`);
  }
  if (location !== new URL(path, httpsUrl).href) throw new Unmet(`${httpUrl} sends to ${location.slice(0, 200)}`);
  return `${httpUrl} sends to https with ${answer.status}`;
}
