/** One field of an argument that is an object, such as `enabled` of `accessLogs`; undefined where the argument is no object. */
export function nested(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
