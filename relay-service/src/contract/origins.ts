const WEB_ORIGIN = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?\/?$/i;
/** Origin of an application with pages of its own, such as `capacitor://localhost`. Its system always sends this exact form. */
const APPLICATION_ORIGIN = /^(?!https?:)[a-z][a-z\d+.-]*:\/\/[a-z\d.-]+(?::\d{1,5})?$/;

/**
 * The comparable form of an origin: `scheme://host[:port]` in lower case, without default port and trailing slash. `null`, the origin of
 * a sandboxed page, stays as it is. Undefined for any other text.
 */
export function comparableOrigin(text: string): string | undefined {
  if (text === "null" || APPLICATION_ORIGIN.test(text)) return text;
  return WEB_ORIGIN.test(text) && URL.canParse(text) ? new URL(text).origin : undefined;
}
