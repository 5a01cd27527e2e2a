// Where AWS sends what a resource holds, logs or reports.
import type { CheckedResource } from "../rule.ts";
import type { Named, Place } from "./destination-places.ts";
import { parseArn } from "./iam/arn.ts";
import { known } from "./unknown-values.ts";

interface Destinations extends Named {
  readonly argument: string;
}

/** The destinations that a resource names and that are known. A bucket may be in an argument for all destinations, by its ARN. */
export function destinationsOf({ type, props }: CheckedResource, places: readonly Place[]): Destinations[] {
  return places
    .filter((one) => one.type === type)
    .map(({ argument, read }) => {
      const { buckets = [], arns = [], accounts = [] } = known(() => read(props[argument])) ?? {};
      const ofBucket = (text: string) => /^arn:[^:]*:s3:::/.test(text);
      return {
        argument,
        buckets: [...buckets, ...arns.filter(ofBucket)].map((text) => text.replace(/^arn:[^:]*:s3:::/, "").split("/")[0] ?? ""),
        arns: arns.filter((text) => text.startsWith("arn:") && !ofBucket(text) && !isOwnInstance(text)),
        accounts,
      };
    });
}

/** An alarm can stop or restart the instance that it is about: "arn:aws:automate:us-east-1:ec2:recover". */
function isOwnInstance(arn: string): boolean {
  return parseArn(arn)?.service === "automate";
}
