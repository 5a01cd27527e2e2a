// What may be a secret although nothing marks it so. It is better to hide a harmless value than to print a password.

/** Names of arguments whose value is a secret, wherever they stand. */
const NAMES =
  /(^|[^a-z])(pass(word|phrase|wd)?|secret|token|credentials?|private[-_]?key|api[-_]?key|access[-_]?key(id)?|auth)$/i;
const CAMEL = /(Password|Passphrase|Secret|SecretKey|SecretString|Token|Credentials?|PrivateKey|ApiKey|AccessKey|SecureValue)$/;
/** Names that end like one of these, and say how a secret is treated. */
const HARMLESS = /(httpTokens|manageMasterUserPassword|authTokenUpdateStrategy)$/;
const VALUES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\b(password|pwd|passphrase|secret|token)\s*[=:]\s*[^\s;,]+/i,
  // A connection with a password in its address.
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
];
/** Pieces of text without separators of names, long enough for a key. */
const PIECE = /[A-Za-z0-9+/=_!@#$%^&*]{20,}/g;

export function looksSecret(name: string, value: string): boolean {
  if (!HARMLESS.test(name) && (NAMES.test(name) || CAMEL.test(name))) return true;
  return VALUES.some((pattern) => pattern.test(value)) || (value.match(PIECE) ?? []).some(isRandom);
}

/** A mixture of kinds of characters that change often and in which few come twice. Names of words change less often. */
function isRandom(text: string): boolean {
  // Each part of a path or an ARN for itself.
  return text.split("/").some((part) => {
    if (part.length < 20) return false;
    const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(part)).length;
    // A digest of 32 digits and more identifies something. Nobody can tell it from a key.
    if (/^[0-9a-f]{32,}$/i.test(part) && kinds >= 2) return true;
    return kinds === 3 && changesOfKind(part) / part.length > 0.4 && entropy(part) > 3.4;
  });
}

/** How often a lower case letter, a capital and a digit follow one of another kind. */
function changesOfKind(text: string): number {
  const kinds = [...text].map((letter) =>
    /[a-z]/.test(letter) ? "a" : /[A-Z]/.test(letter) ? "A" : /\d/.test(letter) ? "0" : "-",
  );
  return kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
}

/** Shannon's, in bits for each character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
