// A small IAM, written from the User Guide alone ("Policy evaluation logic", "Condition operators"), without the pack's reader. It may be wrong
// only in the same way as AWS.

export interface Caller {
  readonly kind: "AWS" | "Service" | "Federated" | "anonymous";
  /** ARN, host name of a service or provider; empty for who has no credentials. */
  readonly id: string;
}

export interface IamRequest {
  /** Left out for a policy of a role, which is its caller's own. */
  readonly caller?: Caller;
  readonly action: string;
  /** Left out for a trust policy. */
  readonly resource?: string;
  /** Keys in lower case. */
  readonly context: Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;

/** True if a statement allows the request and none denies it. */
export function lets(document: unknown, request: IamRequest): boolean {
  const { Statement } = (typeof document === "string" ? JSON.parse(document) : document) as Json;
  const matching = list(Statement).filter((statement) => applies(statement as Json, request)) as Json[];
  return matching.some(({ Effect }) => Effect === "Allow") && !matching.some(({ Effect }) => Effect === "Deny");
}

function applies(statement: Json, { caller, action, resource, context }: IamRequest): boolean {
  const has = (element: string, match: (pattern: string) => boolean): boolean => {
    if (element in statement) return list(statement[element]).some((one) => match(String(one)));
    return !list(statement[`Not${element}`]).some((one) => match(String(one)));
  };
  return (
    (caller === undefined || isCaller(statement, caller)) &&
    has("Action", (pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    (resource === undefined || has("Resource", (pattern) => like(fill(pattern, context), resource))) &&
    Object.entries((statement.Condition ?? {}) as Json).every(([operator, keys]) =>
      Object.entries(keys as Json).every(([key, values]) =>
        holds(operator.toLowerCase(), context[key.toLowerCase()], list(values), context),
      ),
    )
  );
}

function isCaller(statement: Json, caller: Caller): boolean {
  if ("NotPrincipal" in statement) return !names(statement.NotPrincipal, caller);
  return names(statement.Principal, caller);
}

function names(principal: unknown, { kind, id }: Caller): boolean {
  if (principal === "*") return true;
  return Object.entries(principal as Json).some(([type, values]) =>
    list(values).some((value) => {
      if (type === "AWS" && value === "*") return kind === "AWS" || kind === "anonymous";
      if (type !== kind) return false;
      return value === id || (type === "AWS" && (String(value) === id.split(":")[4] || value === root(id)));
    }),
  );
}

function root(arn: string): string {
  return `arn:aws:iam::${arn.split(":")[4]}:root`;
}

function holds(
  operator: string,
  actual: string | undefined,
  wanted: readonly unknown[],
  context: IamRequest["context"],
): boolean {
  const [, set, name = "", ifExists] = /^(forallvalues:|foranyvalue:)?(.*?)(ifexists)?$/.exec(operator) ?? [];
  const texts = wanted.map((value) => fill(String(value), context));
  if (name === "null") return texts.includes(String(actual === undefined));
  if (actual === undefined) return ifExists !== undefined || set === "forallvalues:" || name.includes("not");
  const one: Record<string, (text: string) => boolean> = {
    stringequals: (text) => text === actual,
    stringequalsignorecase: (text) => text.toLowerCase() === actual.toLowerCase(),
    stringlike: (text) => like(text, actual),
    arnequals: (text) => likeArn(text, actual),
    arnlike: (text) => likeArn(text, actual),
    bool: (text) => text.toLowerCase() === actual,
  };
  const test = one[name.replace("not", "")];
  if (test === undefined) throw new Error(`no operator ${operator}`);
  return name.includes("not") ? !texts.some(test) : texts.some(test);
}

/** Each of the six parts by itself. */
function likeArn(pattern: string, text: string): boolean {
  const parts = (arn: string) => [...arn.split(":", 5), arn.split(":").slice(5).join(":")];
  const actual = parts(text);
  return parts(pattern).every((part, at) => like(part, actual[at] ?? ""));
}

/** `*` and `?`, letter by letter. */
function like(pattern: string, text: string): boolean {
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === undefined) return text === "";
  if (first === "*") return like(rest, text) || (text !== "" && like(pattern, text.slice(1)));
  return text !== "" && (first === "?" || first === text[0]) && like(rest, text.slice(1));
}

function fill(text: string, context: IamRequest["context"]): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, key: string) => context[key.toLowerCase()] ?? "\0");
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
