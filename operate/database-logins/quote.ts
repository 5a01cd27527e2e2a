/** A name as T-SQL takes it whatever is in it, as QUOTENAME writes it. */
export function identifier(name: string): string {
  return `[${name.replaceAll("]", "]]")}]`;
}

/** A text as T-SQL takes it whatever is in it. */
export function literal(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
