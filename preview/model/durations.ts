import { resourceType } from "../aws/services.ts";
import type { Registered } from "../engine/engine.ts";

/** Seconds for everything that its service gives no duration: one or two requests. */
const A_MOMENT = 3;

/** Expected seconds of the first creation; none of them was measured in an account. A component is a folder and takes none. */
export function expectedSeconds({ type, inputs, custom }: Registered): number {
  if (!custom) return 0;
  return resourceType(type)?.durations?.find(({ when }) => when?.(inputs) ?? true)?.seconds ?? A_MOMENT;
}
