/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const LOWER_CASE_TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** Whether a request may have this method, or a header this name in whatever case. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Whether a header may have this name; in lower case, as everywhere here. */
export function isFieldName(text: string): boolean {
  return LOWER_CASE_TOKEN.test(text);
}

/** Whether a header may have this value: text of one byte a character without control characters (RFC 9110, 5.5). */
export function isFieldValue(text: string): boolean {
  return !NOT_IN_VALUE.test(text);
}
