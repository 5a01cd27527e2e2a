import { GB_OF_LOGS, LOG_COMPRESSION } from "../assumptions.ts";
import { byUse, type Charge } from "../charge.ts";

/** Days of a month of 730 hours. */
const DAYS = 730 / 24;

/** What logs cost to write and to keep. Without a number of days they are kept for ever: the line is that of the first ten years. */
export function logCharges(what: string, retentionDays: number | undefined): Charge[] {
  const days = retentionDays ?? 3653;
  const stored = Math.round(((GB_OF_LOGS * LOG_COMPRESSION * days) / DAYS) * 1000) / 1000;
  return [
    byUse(`${what}: written`, "logs-written", GB_OF_LOGS, `${GB_OF_LOGS} GB a month`),
    byUse(
      `${what}: kept`,
      "logs-kept",
      stored,
      `${stored} GB, which is ${days} days of it, compressed to ${LOG_COMPRESSION * 100} %`,
    ),
  ];
}
