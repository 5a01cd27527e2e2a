import type { Place } from "../read/destination-places.ts";
import { destinationsOf } from "../read/destinations.ts";
import { parseArn } from "../read/iam/arn.ts";
import { expectedAccount } from "../read/iam/foreign-accounts.ts";
import { ownAccount } from "../read/iam/own-account.ts";
import { ownNames } from "../read/own-names.ts";
import { pointsAt } from "../read/points-at.ts";
import { buckets } from "../read/resource-types.ts";
import { textOf } from "../read/unknown-values.ts";
import { type Check, type CheckedResource, onStack, quote } from "../rule.ts";

const BUCKETS = { types: buckets, keys: ["bucket", "id"] };

/** True for the ARN of a resource in the stack's account; where no policy names the account, of a resource of the stack. */
function isHere(arn: string, from: CheckedResource, argument: string, all: readonly CheckedResource[]): boolean {
  const own = ownAccount(all);
  if (own !== undefined) return parseArn(arn)?.account === own;
  return all.some(
    (target) => target.urn !== from.urn && (pointsAt(from, argument, target) || textOf(() => target.props.arn) === arn),
  );
}

/** A check that these arguments name buckets of the stack, and other resources of its account, only. */
export function leadsHere(places: readonly Place[]): Check {
  return onStack([...new Set(places.map(({ type }) => type))], (_, from, all) =>
    destinationsOf(from, places).flatMap(({ argument, ...named }) => {
      const own = ownNames(named.buckets, BUCKETS, from, argument, all);
      const accounts = named.accounts.filter((account) => account !== ownAccount(all));
      return [
        ...named.buckets
          .filter((bucket) => bucket !== "" && !own.has(bucket))
          .map((bucket) => `${argument} must name a bucket of this stack, got ${quote(bucket)}`),
        ...named.arns
          .filter((arn) => !isHere(arn, from, argument, all))
          .map((arn) => `the account of ${argument} must be ${expectedAccount(all)}, got ${quote(arn)}`),
        ...accounts.map((account) => `the account of ${argument} must be ${expectedAccount(all)}, got ${quote(account)}`),
      ];
    }),
  );
}
