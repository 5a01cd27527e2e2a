// What stands where a secret would: a variable, a template, or a command that fetches the value. A password may begin like one.

const COMMAND = "(?:get|read|new|convertto|convertfrom|invoke|import)-[a-z]+";

/** Each for the whole value, in any case. */
const ANY_CASE: readonly string[] = [
  // Nothing, and marks that hide a value.
  String.raw`[*.…]+|[{[(<|>]+|!|true|false|null|none|nil|undefined|\$(?:true|false|null)`,
  // `$password`, `$secret1`, `$1`: names of variables seldom have digits, and passwords do.
  String.raw`\$[a-z_]+|\$[a-z_]*(?:pass|pw|secret|token|key|cred)[a-z_]*\d{0,2}|\$[\d@*#?]`,
  // `$env:NAME`, `$secret.SecretString`, `$args[0]`.
  String.raw`\$(?:env|script|global|local|private|using):\w+|\$[a-z_]\w*(?:\.[a-z_]\w*|\[[^\]]*\]?|\(\S*)+`,
  // `${NAME}`, `${AWS::Region}`, `${{`: without a default, which would be a value.
  String.raw`(?:\$\{[\w.:!]+\})+|\$?\{\{(?:[^{}]*\}\})?|\$?\{[\w.:]*\}`,
  // `$(command`, and `(command`.
  String.raw`\$\(.*|\((?:\$|aws\b|${COMMAND}).*|${COMMAND}`,
  // `%NAME%`, `%s`, `%1`, `%(name)s`.
  String.raw`%\w+%|%[sd]|%~?\d|%\(\w+\)s`,
  // `<your password>`, of which a form may have read the first word.
  "<[^<>]*>|<[a-z-]+",
  String.raw`arn:aws[\w-]*:\S+|!(?:ref|sub|getatt|importvalue|join|select)`,
];
/** What may be behind a variable in a script. */
const BEHIND = "[)\\]}>`|\\\\]*";

const PLACEHOLDER = new RegExp(`^(?:${ANY_CASE.join("|")})${BEHIND}$`, "i");
/** `$DB2_PASSWORD`: in upper case, with a digit, and of several words. */
const ENVIRONMENT = /^\$[A-Z][A-Z0-9]*(_[A-Z0-9]+)+[)\]}>`|\\]*$/;

/** True if the whole value stands for another one. `$ummer2026` does not. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  return text === "" || PLACEHOLDER.test(text) || ENVIRONMENT.test(text);
}

/** An expression of a program: `config.get(…)`, `[Guid]::NewGuid()`, "`command`", `-join`, `aws`. */
const EXPRESSION = /^([a-z_][\w.]*\(.*|\[[a-z.]+\].*|`.*|-[a-z]+|aws)$/i;

/** The same in a script, where a value may be computed. */
export function isPlaceholderInScript(value: string): boolean {
  return isPlaceholder(value) || EXPRESSION.test(value.trim());
}
