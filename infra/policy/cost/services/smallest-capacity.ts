import { nested } from "../../read/nested.ts";
import { known } from "../../read/unknown-values.ts";
import type { CheckedResource } from "../../rule.ts";

const MINUTES = 24 * 60;

/** Smallest number of tasks of a scaling range, averaged over a day: daily schedules change it at their times. */
export function smallestCapacity(target: CheckedResource, scheduled: readonly CheckedResource[]): number {
  const constant = Number(known(() => target.props.minCapacity) ?? 0);
  const changes = scheduled
    .flatMap(({ props }) => {
      const minute = known(() => minuteOf(props.schedule));
      const capacity = known(() => nested(props.scalableTargetAction, "minCapacity"));
      return minute === undefined || capacity === undefined ? [] : [{ minute, capacity: Number(capacity) }];
    })
    .sort((a, b) => a.minute - b.minute);
  if (changes.length === 0) return constant;
  // Each change holds until the next one, and the last one until the first of the next day.
  const total = changes.reduce((sum, { minute, capacity }, index) => {
    const next = changes[index + 1]?.minute ?? (changes[0]?.minute ?? 0) + MINUTES;
    return sum + capacity * (next - minute);
  }, 0);
  return Math.round((total / MINUTES) * 1000) / 1000;
}

/** Minute of the day of "cron(30 20 * * ? *)"; undefined for a schedule that is not once a day. */
function minuteOf(schedule: unknown): number | undefined {
  const [, minute, hour] = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(String(schedule)) ?? [];
  return minute === undefined ? undefined : Number(hour) * 60 + Number(minute);
}
