/** The first line of an error of AWS, without Pulumi's prefix and without a stack trace: people read it beside a setting. */
export function awsErrorLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const message = text.replace(/^[\s\S]*?(invocation of \S+ returned an error|Invoke of \S+ failed):\s*/, "");
  return (message.split("\n")[0] ?? "").replace(/ \(\)$/, "").trim();
}
