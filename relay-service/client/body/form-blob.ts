/**
 * A form as `multipart/form-data`, as the HTML standard writes it; its files stay on disk until they are read. A `Request` could do this,
 * but in WebKitGTK nobody can read the body of one whose form has a file, and Node's begins to read all files into memory at once.
 * `boundary` must be in no value: one that nobody can foresee, in small letters, as the type of a blob has no others.
 */
export function formBlob(form: FormData, boundary: string): Blob {
  const parts: (string | Blob)[] = [];
  for (const [name, value] of form) {
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${escaped(withCrlf(name))}"`);
    if (typeof value === "string") parts.push("\r\n\r\n", withCrlf(value), "\r\n");
    else {
      parts.push(`; filename="${escaped(value.name)}"\r\nContent-Type: ${value.type || "application/octet-stream"}\r\n\r\n`);
      parts.push(value, "\r\n");
    }
  }
  parts.push(`--${boundary}--\r\n`);
  return new Blob(parts, { type: `multipart/form-data; boundary=${boundary}` });
}

function withCrlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, "\r\n");
}

function escaped(text: string): string {
  return text.replace(/["\r\n]/g, encodeURIComponent);
}
