/** `*` and `?` of IAM, and a policy variable such as `${aws:username}`, which may have any value. */
const WILDCARD = /\$\{[^}]*\}|[*?]/;
const WILDCARDS = new RegExp(WILDCARD, "g");
/** A wildcard's own character: `${*}`, `${?}`, `${$}`. */
const LITERAL = /^\$\{([*?$])\}$/;

/** True if IAM's pattern allows the text. Upper and lower case count as one, which is more than IAM allows of ARNs, and never less. */
export function matches(pattern: string, text: string): boolean {
  return expression(pattern).test(text);
}

/** True if the pattern may allow more than one text. */
export function hasWildcard(pattern: string): boolean {
  return pattern.search(WILDCARD) >= 0;
}

/** What is before the first wildcard. */
export function fixedStart(pattern: string): string {
  const at = pattern.search(WILDCARD);
  return at < 0 ? pattern : pattern.slice(0, at);
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const existing = expressions.get(pattern);
  if (existing) return existing;
  const fixed = pattern.split(WILDCARDS).map((text) => text.replace(/[\\^$.|+()[\]{}]/g, "\\$&"));
  const wild = [...pattern.matchAll(WILDCARDS)].map(([text]) => inExpression(text));
  const made = new RegExp(`^${fixed.map((text, at) => text + (wild[at] ?? "")).join("")}$`, "is");
  expressions.set(pattern, made);
  return made;
}

function inExpression(wildcard: string): string {
  const [, literal] = LITERAL.exec(wildcard) ?? [];
  if (literal) return `\\${literal}`;
  return wildcard === "?" ? "." : ".*";
}
