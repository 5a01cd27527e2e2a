/** Whether a text is this value of a switch, as .NET reads it. */
export function isSwitch(text: string, value: boolean): boolean {
  return text.trim().toLowerCase() === String(value);
}

/** A switch, with a capital where the present text has one. */
export function asSwitch(present: string, value: boolean): string {
  if (isSwitch(present, value)) return present;
  const text = String(value);
  return /^\s*[A-Z]/.test(present) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}
