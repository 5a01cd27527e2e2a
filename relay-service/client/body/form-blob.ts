/**
 * Encodes a form as `multipart/form-data` (HTML standard). Its files stay on disk until they are read. A `Request` could encode
 * it, but in WebKitGTK its body cannot be read when the form has a file, and Node's reads all files into memory at once.
 * `boundary` must not occur in any value, so it must be random. It must be in lower case, because a blob's type always is.
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
