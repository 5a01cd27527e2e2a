// Checks of one argument that several rules about data need.
import type { ResourceType } from "../read/resource-types.ts";
import { isTrue, wholeNumber } from "../read/scalars.ts";
import { knownItems } from "../read/unknown-values.ts";
import { type Argument, type Check, type Names, onResource, quote } from "../rule.ts";

/** One type, or several with the same argument. */
type Types<Type extends ResourceType> = Type | readonly Type[];

/** A number, also as text, of at least `least`. Nothing and 0 are findings: AWS's default is to keep no copy. */
export function atLeast<Type extends ResourceType>(types: Types<Type>, property: Argument<Type>, least: number): Check {
  return onResource(types, (props: Names<Type>) => {
    const value = props[property];
    return (wholeNumber(value) ?? 0) >= least ? undefined : `${property} must be at least ${least}, got ${quote(value)}`;
  });
}

/** An argument whose default is on is not turned off. */
export function notTurnedOff<Type extends ResourceType>(types: Types<Type>, property: Argument<Type>): Check {
  return onResource(types, (props: Names<Type>) => {
    const value = props[property];
    return value === undefined || value === null || isTrue(value) ? undefined : `${property} must be true, got ${quote(value)}`;
  });
}

/** A name or a list with an element. Without the argument, AWS takes what is default in the account, and so with its name. */
export function requireSet<Type extends ResourceType>(types: Types<Type>, property: Argument<Type>): Check {
  return onResource(types, (props: Names<Type>) => {
    const value = props[property];
    // An element that is not known yet is one.
    const isSet = Array.isArray(value) ? value.length > 0 && !knownItems(value).some(isDefault) : !isDefault(value);
    return isSet ? undefined : `${property} must be set, got ${quote(value)}`;
  });
}

/** An argument that is neither given nor an empty list. */
export function leftOut<Type extends ResourceType>(types: Types<Type>, property: Argument<Type>): Check {
  return onResource(types, (props: Names<Type>) => {
    const value = props[property];
    const isLeftOut = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    return isLeftOut ? undefined : `${property} must be left out, got a value`;
  });
}

function isDefault(value: unknown): boolean {
  return value === undefined || value === null || /^\s*(default)?\s*$/i.test(String(value));
}
