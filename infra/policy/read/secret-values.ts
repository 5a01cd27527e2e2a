// What a secret looks like, wherever it is. A false alarm costs trust in the pack, so a short password is left to `secret-names.ts`.
import { ASSIGNMENTS, assigns, CERTAIN_FORMS, SCRIPT_FORMS } from "./secret-assignments.ts";
import { isPlaceholder, isPlaceholderInScript } from "./secret-placeholders.ts";

/** Texts that are secrets by their form, in any argument. */
const FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1/,
  // Ids of AWS access keys.
  /(?<![A-Za-z0-9])(AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/,
  // JSON web tokens.
  /(?<![\w-])eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]+/,
  // Tokens of GitHub, GitLab, Slack, Stripe, SendGrid, Google, npm, Pulumi, Hugging Face, Docker.
  /(?<![\w-])(gh[pousr]_[A-Za-z0-9]{30}|github_pat_\w{40}|glpat-[\w-]{20}|xox[abeprs]-[\w-]{10}|[sr]k_(live|test)_\w{16}|SG\.[\w-]{16,}\.[\w-]{16}|AIza[\w-]{35}|npm_[A-Za-z0-9]{36}|pul-[0-9a-f]{40}|hf_\w{30}|dckr_pat_[\w-]{20})/,
  // What a program says to prove who it is.
  /authorization["']?\s*[:=]\s*["']?(basic|bearer)\s+[\w.~+/=-]{8}/i,
  /hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{20}/,
];

/** True for a text that holds a private key, a key of AWS, a token, or a password beside the place that it opens. */
export function holdsSecret(text: string): boolean {
  // The shortest form has more characters.
  if (text.length < 12) return false;
  return readings(text).some(
    (reading) =>
      FORMS.some((form) => form.test(reading)) ||
      CERTAIN_FORMS.some((form) => assigns(form, reading, isPlaceholder)) ||
      words(reading).some(isSecretAccessKey),
  );
}

/** The same for a script or a template, in which a password may be assigned. */
export function assignsSecret(text: string): boolean {
  return readings(text).some(
    (reading) =>
      holdsSecret(reading) ||
      ASSIGNMENTS.some((form) => assigns(form, reading, isPlaceholderInScript)) ||
      SCRIPT_FORMS.some((form) => assigns(form, reading, isPlaceholderInScript)),
  );
}

/** The same for the value of a variable: in there, any password and any random text is a secret. */
export function looksLikeSecret(text: string): boolean {
  return holdsSecret(text) || ASSIGNMENTS.some((form) => assigns(form, text, isPlaceholder)) || words(text).some(isRandom);
}

/** The text itself, and what it is when decoded: from percent-encoding and from Base64. */
function readings(text: string): string[] {
  const decoded = [text, percentDecoded(text)].flatMap((one) => [one, base64Decoded(one)]);
  return [...new Set(decoded)].filter((one) => one !== undefined);
}

function percentDecoded(text: string): string | undefined {
  if (!/%[0-9a-f]{2}/i.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function base64Decoded(text: string | undefined): string | undefined {
  const compact = text?.replace(/\s/g, "") ?? "";
  if (compact.length < 24 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return undefined;
  const bytes = Buffer.from(compact, "base64");
  // PowerShell's -EncodedCommand is UTF-16.
  const wide = bytes.toString("utf16le");
  if (/^[\t\n\r\x20-\x7e]+$/.test(wide)) return wide;
  const decoded = bytes.toString("utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that no text has
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(decoded) ? undefined : decoded;
}

/** Words that may be random: not those of an address or an ARN, and no digests. */
function words(text: string): string[] {
  const bare = text
    .replace(/\barn:aws[\w-]*:\S+/g, " ")
    .replace(/[a-z][a-z0-9+.-]*:\/\/[^\s"',;]+/gi, " ")
    .replace(/\bsha\d+[-:][A-Za-z0-9+/=]+/gi, " ");
  return bare.match(/[A-Za-z0-9+/_-]{20,}={0,2}/g) ?? [];
}

/** Forty characters of Base64: AWS's secret access key. A commit's hash has no upper case. */
function isSecretAccessKey(word: string): boolean {
  return /^[A-Za-z0-9+/]{40}$/.test(word) && isRandom(word, 0.3);
}

/** Random text changes between upper case, lower case and digits all the time; names made of words do not. */
function isRandom(word: string, share = 0.42): boolean {
  const letters = word.replace(/[^A-Za-z0-9]/g, "");
  const kinds = letters.replace(/[A-Z]/g, "A").replace(/[a-z]/g, "a").replace(/\d/g, "0");
  if (letters.length < 20 || new Set(kinds).size < 3) return false;
  const changes = [...kinds].filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  const inWords = (letters.match(/[a-z]{4,}/g) ?? []).join("").length;
  return changes / (letters.length - 1) >= share && inWords / letters.length <= 0.3;
}
