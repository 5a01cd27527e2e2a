/** "1 resource", "2 resources". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** "$1,234" for what is large, "$0.50" for what is small. */
export function dollars(amount: number): string {
  const digits = Math.abs(amount) < 10 && amount !== 0 ? 2 : 0;
  return `$${Math.abs(amount).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** "+$12", "−$3", "no change". */
export function difference(amount: number): string {
  if (Math.abs(amount) < 0.005) return "no change";
  return `${amount > 0 ? "+" : "−"}${dollars(amount)}`;
}

/** "45 s", "12 min", "1 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "anybody (0.0.0.0/0)", or the range itself. */
export function whoOf(range: string): string {
  return isEverybody(range) ? `anybody (${range})` : range;
}

export function isEverybody(range: string): boolean {
  return range === "0.0.0.0/0" || range === "::/0" || range === "anybody, without credentials";
}
