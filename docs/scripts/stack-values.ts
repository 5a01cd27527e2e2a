/** The settings of which the stacks have values of their own, by stack. */
export interface StackValues {
  readonly prod: Readonly<Record<string, unknown>>;
  readonly nonprod: Readonly<Record<string, unknown>>;
}

/** The value of each stack, written as `show` does; undefined for a setting of which the stacks have none. */
export function ofBothStacks(
  key: string,
  { prod, nonprod }: StackValues,
  show: (value: unknown) => string,
): { readonly same: string } | { readonly prod: string; readonly nonprod: string } | undefined {
  if (prod[key] === undefined) return undefined;
  if (prod[key] === nonprod[key]) return { same: show(prod[key]) };
  return { prod: show(prod[key]), nonprod: show(nonprod[key]) };
}
