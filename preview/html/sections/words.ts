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
