/** An answer of GitHub's API, as `gh api --include` prints it. */
export interface Answer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Reads status line, header fields, an empty line and the body. gh ends its own status line with LF, the fields with CRLF. Undefined for anything else. */
export function readAnswer(output: Buffer): Answer | undefined {
  const end = output.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...fields] = output.subarray(0, end).toString("latin1").split(/\r?\n/);
  const status = /^HTTP\/[\d.]+ (\d{3})\b/.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers = fields.flatMap((field): [string, string][] => {
    const [, name, value] = /^([^:]+): ?(.*)$/.exec(field) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value ?? ""]];
  });
  return { status: Number(status), headers: new Map(headers), body: output.subarray(end + 4) };
}
