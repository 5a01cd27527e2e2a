/** Characters that an event, or a line of it, may have. More would be kept in memory until the end of the event. */
export const MAX_EVENT_CHARACTERS = 33_554_432;

export interface EventStreamHandlers {
  onEvent(type: string, data: string): void;
  /** The id of the last event is this, before an event that sets it. It stays for later events without an id. */
  onId(id: string): void;
  /** The server sets the time until the next connection. */
  onRetry(milliseconds: number): void;
}

/**
 * Returns a function that reads the pieces of an event stream (HTML, 9.2.6), in order. It throws a `RangeError` for an event that is too
 * long. An event that is not complete at the end of the stream is dropped, as the standard says. The package `eventsource-parser` reads the
 * same, as a test shows, but would be almost half of this script.
 */
export function eventStreamReader(
  { onEvent, onId, onRetry }: EventStreamHandlers,
  maxCharacters = MAX_EVENT_CHARACTERS,
): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let endsWithCr = false;
  /** The beginning of a line. Engines join strings when they are read, so that many small pieces of a line cost no more than one. */
  let rest = "";
  let type = "";
  let data = "";
  let id: string | undefined;

  function endEvent(): void {
    if (id !== undefined) onId(id);
    if (data) onEvent(type || "message", data.slice(0, -1));
    type = data = "";
    id = undefined;
  }

  function readLine(line: string): void {
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) as RegExpExecArray;
    if (line === "") endEvent();
    else if (field === "event") type = value;
    else if (field === "data") data += `${value}\n`;
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^\d+$/.test(value)) onRetry(Number(value));
  }

  return (bytes) => {
    let text = decoder.decode(bytes, { stream: true });
    if (text === "") return;
    // The carriage return has already ended its line.
    if (endsWithCr && text.startsWith("\n")) text = text.slice(1);
    endsWithCr = text.endsWith("\r");
    const lines = text.split(/\r\n|\r|\n/);
    lines[0] = rest + lines[0];
    rest = lines.pop() as string;
    lines.forEach(readLine);
    if (rest.length + data.length > maxCharacters) throw new RangeError(`an event may have ${maxCharacters} characters at most`);
  };
}
