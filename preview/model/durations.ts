import { resourceType } from "../aws/services.ts";
import type { Registered } from "../engine/engine.ts";

/** Seconds for a type without a duration: one or two requests. */
const DEFAULT_SECONDS = 3;

/** Expected seconds of the first creation; none of them was measured in an account. A component takes no time. */
export function expectedSeconds({ type, inputs, custom }: Registered): number {
  if (!custom) return 0;
  return resourceType(type)?.durations?.find(({ when }) => when?.(inputs) ?? true)?.seconds ?? DEFAULT_SECONDS;
}
