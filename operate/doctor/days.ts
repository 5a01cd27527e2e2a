const DAY_MS = 86_400_000;

/** Whole days until then; negative when it is over. */
export function daysUntil(date: Date, now: Date): number {
  return Math.floor((date.getTime() - now.getTime()) / DAY_MS);
}

/** "2029-11-28", in UTC. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** "40 minutes", "3 hours" or "12 days" from then until now. */
export function ageOf(date: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - date.getTime()) / 60_000));
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}
