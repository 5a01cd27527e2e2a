/** In quotes, on one line, and short enough for a sentence. Lists and objects stand without quotes. */
export function quoted(value: string): string {
  if (value.length <= 100 && /^[[{][ -~]*[\]}]$/.test(value)) return value;
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 97)}...` : value);
}
