/** Something that is not what the document promises. The message names the place, and repeats nothing of what is there. */
export class Unfit extends Error {}

/** Reads one part of an untrusted document. @throws Unfit */
export type Check<T> = (value: unknown, at: string) => T;

const refuse = (at: string, expected: string): never => {
  throw new Unfit(`${at} must be ${expected}`);
};

/** Text that matches the whole pattern. */
export const text =
  (pattern: RegExp, expected: string): Check<string> =>
  (value, at) =>
    typeof value === "string" && pattern.test(value) ? value : refuse(at, expected);

export const oneOf =
  <const T extends string | number>(values: readonly T[]): Check<T> =>
  (value, at) =>
    values.find((one) => one === value) ?? refuse(at, `one of ${values.join(", ")}`);

export const bool: Check<boolean> = (value, at) => (typeof value === "boolean" ? value : refuse(at, "true or false"));

/** A finite number from 0 to the limit. */
export const amount =
  (limit: number): Check<number> =>
  (value, at) =>
    typeof value === "number" && value >= 0 && value <= limit ? value : refuse(at, `a number from 0 to ${limit}`);

export const count =
  (limit: number): Check<number> =>
  (value, at) =>
    Number.isInteger(value) ? amount(limit)(value, at) : refuse(at, `a whole number from 0 to ${limit}`);

export const nullable =
  <T>(check: Check<T>): Check<T | null> =>
  (value, at) =>
    value === null ? null : check(value, at);

export const list =
  <T>(check: Check<T>, limit: number): Check<readonly T[]> =>
  (value, at) =>
    Array.isArray(value) && value.length <= limit
      ? value.map((item, index) => check(item, `${at}[${index}]`))
      : refuse(at, `a list of at most ${limit}`);

/** An object with exactly these members. Members of other names are refused, so that nothing travels along unseen. */
export const record =
  <T extends object>(members: { readonly [Name in keyof T]: Check<T[Name]> }): Check<T> =>
  (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(at, "an object");
    const names = Object.keys(members);
    const other = Object.keys(value).some((name) => !names.includes(name));
    if (other) return refuse(at, `an object with ${names.join(", ")} alone`);
    return Object.fromEntries(
      Object.entries<Check<unknown>>(members).map(([name, check]) => [
        name,
        check(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined, `${at}.${name}`),
      ]),
    ) as T;
  };
