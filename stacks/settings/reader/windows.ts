/** A stretch of the week in minutes. It starts counted from Sunday 00:00 UTC and may run over the week's end. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

const DAY = 24 * 60;
const WEEK = 7 * DAY;
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const clock = "([01]\\d|2[0-3]):([0-5]\\d)";
const daily = new RegExp(`^${clock}-${clock}$`);
const weekly = new RegExp(`^(${days.join("|")}):${clock}-(${days.join("|")}):${clock}$`);
const start = new RegExp(`^(${days.map((day) => day[0]?.toUpperCase() + day.slice(1)).join("|")}):${clock}$`);

/** "22:00-23:00": the seven spans of it in a week; nothing for another form. */
export function parseDailyWindow(text: string): readonly Span[] | undefined {
  const match = daily.exec(text);
  if (!match) return undefined;
  const from = Number(match[1]) * 60 + Number(match[2]);
  const to = Number(match[3]) * 60 + Number(match[4]);
  return days.map((_, day) => ({ start: day * DAY + from, length: (to - from + DAY) % DAY }));
}

/** "sun:05:00-sun:06:00", the form of RDS and ElastiCache; nothing for another form. */
export function parseWeeklyWindow(text: string): Span | undefined {
  const match = weekly.exec(text);
  if (!match) return undefined;
  const from = minuteOfWeek(match[1], match[2], match[3]);
  const to = minuteOfWeek(match[4], match[5], match[6]);
  return { start: from, length: (to - from + WEEK) % WEEK };
}

/** "Sun:02:00", Beanstalk's form: the minute of the week; nothing for another form. */
export function parseWeeklyStart(text: string): number | undefined {
  const match = start.exec(text);
  return match ? minuteOfWeek(match[1], match[2], match[3]) : undefined;
}

/** True when the two have a minute in common, also over the week's end. */
export function spansOverlap(a: Span, b: Span): boolean {
  return (b.start - a.start + WEEK) % WEEK < a.length || (a.start - b.start + WEEK) % WEEK < b.length;
}

function minuteOfWeek(day = "", hour = "", minute = ""): number {
  return days.indexOf(day.toLowerCase()) * DAY + Number(hour) * 60 + Number(minute);
}
