// Checks of JSON that somebody else may have written.

export type Guard<T> = (value: unknown) => value is T;

export function isListOf<T>(isItem: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(isItem);
}

export function hasTexts(value: unknown, ...members: readonly string[]): value is Record<string, unknown> {
  return isObject(value) && members.every((member) => isText(value[member]));
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
