import type { Reader } from "./reader/reader.ts";

/** What Beanstalk takes; CloudWatch takes these and more. */
const retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653];

export function readPlatformVersion(reader: Reader): string {
  return reader.string("platformVersion", {
    expected: "version 2 of AWS's Windows platform, in full or as a prefix,",
    example: "2.23.5",
    fits: (value) => /^2(\.\d{1,4}){0,2}$/.test(value),
  });
}

export function readLogRetentionDays(reader: Reader): number {
  const days = reader.integer("logRetentionDays", { min: 1, max: 3653, unit: "days" });
  if (!retentions.includes(days)) {
    reader.reportForm("logRetentionDays", { expected: `one of ${retentions.join(", ")} (days)`, example: "30" }, String(days));
  }
  return days;
}
