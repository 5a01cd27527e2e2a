import { fc } from "../../../../support/fast-check.ts";

/** A text in the forms that hide it: with wildcards instead of some of its letters, and in another case. */
export function hidden(text: string): fc.Arbitrary<string> {
  const at = fc.integer({ min: 0, max: text.length });
  const starred = fc.tuple(at, at).map(([a, b]) => `${text.slice(0, Math.min(a, b))}*${text.slice(Math.max(a, b))}`);
  const asked = fc.nat(text.length - 1).map((index) => `${text.slice(0, index)}?${text.slice(index + 1)}`);
  const twice = fc.tuple(starred, at).map(([one, index]) => `${one.slice(0, index)}*`);
  const start = at.map((index) => `${text.slice(0, index)}*`);
  return fc.oneof(fc.constant(text), fc.constant("*"), start, starred, asked, twice);
}

export function inAnyCase(text: string): fc.Arbitrary<string> {
  return fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter.toLowerCase())).join(""));
}

/** IAM takes a single value and a list. */
export function oneOrMany<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> {
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}

/** A document of these statements: one outside of a list or several inside of one, as an object or as JSON. */
export function document(statement: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const statements = fc.oneof(statement, fc.array(statement, { minLength: 1, maxLength: 3 }));
  const whole = fc.record(
    { Version: fc.constantFrom("2012-10-17", "2008-10-17"), Statement: statements },
    { requiredKeys: ["Statement"] },
  );
  return fc.oneof(
    whole,
    whole.map((value) => JSON.stringify(value)),
  );
}

/** Conditions: some limit the key to the value, and most look as if they did. */
export function condition(key: string, value: string): fc.Arbitrary<object> {
  const operator = fc.constantFrom(
    ...["StringEquals", "StringLike", "StringEqualsIfExists", "StringLikeIfExists", "StringNotEquals", "StringNotLike"],
    ...[
      "ForAllValues:StringEquals",
      "ForAnyValue:StringLike",
      "ForAllValues:StringLike",
      "stringequals",
      "ArnLike",
      "ArnNotLike",
    ],
  );
  const values = oneOrMany(fc.oneof(fc.constant(value), hidden(value), fc.constant(`\${${key}}`), fc.constant("999988887777")));
  const single = fc.tuple(operator, inAnyCase(key), values).map(([name, one, any]) => ({ [name]: { [one]: any } }));
  return fc.oneof(single, fc.constantFrom({}, { Null: { [key]: "true" } }, { Null: { [key]: "false" } }));
}
