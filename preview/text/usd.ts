/** "2,276 USD": whole dollars, as the use behind them is a guess. */
export function usd(amount: number): string {
  return `${Math.round(amount).toLocaleString("en-US")} USD`;
}
