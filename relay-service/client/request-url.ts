/** The url of the first argument of `fetch`, relative or not; undefined when it has none. */
export function urlOf(input: unknown): string | undefined {
  try {
    return isRequest(input) ? (Reflect.get(Request.prototype, "url", input) as string) : `${input}`;
  } catch {
    return undefined;
  }
}

/** Whether the platform treats `input` as a Request: also one of another window, whose class is another one, and whatever a script has defined on it. */
export function isRequest(input: unknown): input is Request {
  try {
    return typeof Reflect.get(Request.prototype, "url", input as object) === "string";
  } catch {
    return false;
  }
}
