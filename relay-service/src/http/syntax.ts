/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const LOWER_CASE_TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** Whether the text is valid as a method, or as a header name in any case. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Whether the text is valid as a header name in lower case. */
export function isFieldName(text: string): boolean {
  return LOWER_CASE_TOKEN.test(text);
}

/** Whether the text is valid as a header value: one byte for each character, no control characters but tab (RFC 9110, 5.5). */
export function isFieldValue(text: string): boolean {
  return !NOT_IN_VALUE.test(text);
}
