import type { X509Certificate } from "node:crypto";

/** Windows's names of attributes where OpenSSL, and so Node, has others (CertNameToStr, CERT_X500_NAME_STR). */
const WINDOWS_NAMES: Readonly<Record<string, string>> = {
  emailAddress: "E",
  ST: "S",
  street: "STREET",
  title: "T",
  GN: "G",
  serialNumber: "SERIALNUMBER",
};

/**
 * The subject as Windows and .NET write it, and as XMPro's parameter CERT must have it: "CN=xmpro-nonprod-sign". They begin with the last part.
 * Empty for a certificate without a subject.
 */
export function subjectName({ subject }: X509Certificate): string {
  // Undefined in a certificate without a subject, whatever its type says.
  const parts = ((subject as string | undefined) ?? "").split("\n").filter((part) => part !== "");
  return parts
    .reverse()
    .map((part) => {
      const [, name = "", value = ""] = /^(.*?)=(.*)$/s.exec(part) ?? [];
      return `${WINDOWS_NAMES[name] ?? name}=${quoted(unescaped(value))}`;
    })
    .join(", ");
}

/** Node escapes as RFC 2253 does: a backslash before a character, or before its two hexadecimal digits. */
function unescaped(value: string): string {
  return value.replace(/\\([0-9A-F]{2}|.)/gs, (_, escaped: string) =>
    escaped.length === 2 ? String.fromCharCode(Number.parseInt(escaped, 16)) : escaped,
  );
}

/** Windows quotes instead, and doubles quotation marks. */
function quoted(value: string): string {
  return /^\s|\s$|[,+="\n<>#;]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
