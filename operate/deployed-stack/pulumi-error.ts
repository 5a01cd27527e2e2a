/**
 * Why the Pulumi CLI failed, in one line: what it calls an error, else the last line that it or its start wrote. The Automation API puts exit code,
 * output and errors into one message.
 */
export function pulumiErrorOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const written = /\n stderr: ([\s\S]*?)\n err\?:/.exec(message)?.[1] ?? message;
  return reasonIn(written);
}

/** What Pulumi calls an error, in one line. */
export function reasonIn(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const said = lines.find((line) => /error: /.test(line)) ?? lines.at(-1) ?? "it gave no reason";
  return said.replace(/^.*?error: /, "").trim();
}
