/** The whole body. Rejects with the body's own error, where `text()` of some browsers says no more than that it failed. */
export async function readText(response: Response): Promise<string> {
  let text = "";
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += piece;
  return text;
}
