const TOKEN = "[!#$%&'*+.^_`|~\\w-]+";
const ESSENCE = new RegExp(`^\\s*(${TOKEN}/${TOKEN})\\s*(?:;|$)`);
const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^;\s]+))/i;

/** Type and subtype of a MIME type, in lower case; undefined when it is none. */
export function essenceOf(type: string): string | undefined {
  return ESSENCE.exec(type)?.[1]?.toLowerCase();
}

/** The parameter `charset` of a MIME type. */
export function charsetOf(type: string): string | undefined {
  const [, quoted, plain] = (essenceOf(type) && CHARSET.exec(type)) || [];
  return quoted ?? plain;
}

/** The MIME type with the charset UTF-8 if it names another one. */
export function withUtf8(type: string): string {
  const charset = charsetOf(type);
  return charset === undefined || /^utf-8$/i.test(charset) ? type : type.replace(CHARSET, ";charset=UTF-8");
}
