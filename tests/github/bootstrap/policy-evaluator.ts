/** A request as IAM sees it. */
export interface IamRequest {
  readonly action: string;
  /** ARN; undefined: any resource. Then it counts that the action is allowed on some resource. */
  readonly resource?: string;
  /** Condition keys in lower case. */
  readonly context?: Readonly<Record<string, string>>;
}

interface AnyStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Whether policies allow a request: IAM's evaluation, written from its guide and not from the code under test. It throws for what it does not know. A
 * condition whose key is not in `context` does not hold.
 */
export function allows(documents: readonly unknown[], request: IamRequest): boolean {
  const statements = documents.flatMap((document) =>
    [(document as { Statement: AnyStatement | AnyStatement[] }).Statement].flat(),
  );
  const effects = statements.filter((statement) => applies(statement, request)).map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

function applies({ Effect, Action, Resource = [], Condition = {}, ...rest }: AnyStatement, request: IamRequest): boolean {
  for (const key of Object.keys(rest)) if (key !== "Sid" && key !== "Principal") throw new Error(`unknown element ${key}`);
  const { action, resource } = request;
  return (
    [Action].flat().some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    (resource === undefined ? Effect === "Allow" : [Resource].flat().some((pattern) => matches(pattern, resource))) &&
    conditionsHold(Condition, request.context ?? {})
  );
}

export function conditionsHold(
  conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>,
  context: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const value = context[key.toLowerCase()];
      const values = [wanted].flat();
      if (operator === "StringNotEquals") return value === undefined || !values.includes(value);
      if (value === undefined) return false;
      if (operator === "StringEquals" || operator === "Bool") return values.includes(value);
      if (["StringLike", "ArnLike", "ArnEquals"].includes(operator)) return values.some((pattern) => matches(pattern, value));
      throw new Error(`unknown operator ${operator}`);
    }),
  );
}

/** `*` is any text, `?` one character; case counts. */
export function matches(pattern: string, value: string): boolean {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|]/g, (character) =>
    character === "*" ? "[^]*" : character === "?" ? "[^]" : `\\${character}`,
  );
  return new RegExp(`^${source}$`).test(value);
}
