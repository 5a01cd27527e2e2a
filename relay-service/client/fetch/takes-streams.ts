let answer: boolean | undefined;

/** Whether `fetch` here takes a stream as the body of a request. A browser that does not know `duplex` would send its name as text. */
export function takesStreams(): boolean {
  answer ??= test();
  return answer;
}

function test(): boolean {
  let read = false;
  const init = {
    method: "POST",
    body: new ReadableStream(),
    get duplex() {
      read = true;
      return "half" as const;
    },
  };
  try {
    return !new Request("https://relay.invalid/", init).headers.has("content-type") && read;
  } catch {
    return false;
  }
}
