import { openAnswer } from "../../client/message/open-answer.ts";
import type { Pair } from "../../client/message/pair.ts";
import { CheckFailed } from "../check-failed.ts";
import type { RelayAccess } from "../relay-access.ts";
import { sealGet, sendGet } from "./sealed-get.ts";

/**
 * Checks that a pair of the relay's host is refused at another host of the same relay, in a way that the client can authenticate. `pair` has
 * already been answered at its own host.
 */
export async function checkOtherHost(relay: RelayAccess, pair: Pair, path: string, otherHost: string): Promise<string> {
  const sealed = await sealGet(pair, path);
  const answer = await sendGet({ ...relay, origin: otherHost }, sealed);
  const opened = await openAnswer(pair, sealed, answer);
  await answer.body?.cancel();
  const what = `a request of a pair of ${relay.origin}, sent to ${otherHost},`;
  if ("headers" in opened) {
    if (opened.status === 421) return `${what} was refused with a sealed 421`;
    throw new CheckFailed(`${what} was answered with status ${opened.status} instead of 421: its host does not count`);
  }
  if (opened.code === "nopair" && opened.authentic) return `${what} was refused, with the proof that nothing was dispatched`;
  if (opened.code === "misdirected") throw new CheckFailed(`${what} was refused with 421: the relay does not serve that host`);
  const isOther = opened.code === "clientid" || opened.code === "tag" || opened.code === "nopair";
  const why = isOther ? ": another relay answers there, with another CLIENT_ID_SECRET or another store" : "";
  throw new CheckFailed(`${what} got status ${opened.status}, "${opened.code}", instead of a sealed 421${why}`);
}
