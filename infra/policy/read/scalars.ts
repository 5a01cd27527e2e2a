// The provider takes booleans and numbers as text too.

/** True for nothing and for false. Any other value of an argument that must stay off is a finding. */
export function isOff(value: unknown): boolean {
  return value === undefined || value === null || value === "" || isFalse(value);
}

/** True for false alone: for an argument whose default is on, or is decided elsewhere. */
export function isFalse(value: unknown): boolean {
  return String(value).trim().toLowerCase() === "false";
}

export function isTrue(value: unknown): boolean {
  return String(value).trim().toLowerCase() === "true";
}

/** A whole number, also as text; undefined for anything else. */
export function wholeNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}
