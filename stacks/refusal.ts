/** What AWS said in one line, without what Pulumi puts before it and without a stack: people read it beside a setting. */
export function refusalOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const said = text.replace(/^[\s\S]*?(invocation of \S+ returned an error|Invoke of \S+ failed):\s*/, "");
  return (said.split("\n")[0] ?? "").replace(/ \(\)$/, "").trim();
}
