import type { Reader } from "./reader/reader.ts";
import { parseDailyWindow, parseWeeklyWindow, spansOverlap } from "./reader/windows.ts";
import type { KeyOf } from "./schema.ts";

export interface Maintenance {
  readonly daily: string;
  readonly weekly: string;
}

/**
 * The daily window of a copy and the weekly one of patches. AWS refuses two that overlap, and ones shorter than `minutes`.
 */
export function readMaintenance(
  reader: Reader,
  keys: { readonly daily: KeyOf<"string">; readonly weekly: KeyOf<"string"> },
  minutes: number,
): Maintenance {
  const daily = reader.string(keys.daily, {
    expected: `a daily window of at least ${minutes} minutes, UTC,`,
    example: "22:00-23:00",
    fits: (value) => (parseDailyWindow(value)?.[0]?.length ?? 0) >= minutes,
  });
  const weekly = reader.string(keys.weekly, {
    expected: `a weekly window of ${minutes} minutes to 24 hours, UTC,`,
    example: "sun:05:00-sun:06:00",
    fits: (value) => {
      const length = parseWeeklyWindow(value)?.length ?? 0;
      return length >= minutes && length <= 24 * 60;
    },
  });
  const span = parseWeeklyWindow(weekly);
  if (reader.isValid(keys.daily, keys.weekly) && span && parseDailyWindow(daily)?.some((copy) => spansOverlap(copy, span))) {
    reader.report(keys.daily, `must not overlap xmpro:${keys.weekly}, got "${daily}" and "${weekly}"`);
  }
  return { daily, weekly };
}
