/** The body's text, piece by piece as it arrives. With a reader, as Safari's streams cannot be iterated. */
export async function* textPieces({ body }: Response): AsyncGenerator<string, void, void> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) yield piece.value;
  } finally {
    // Of somebody who has read enough; the stream's own error has been told by then.
    reader?.cancel().catch(() => {});
  }
}

/** The whole body. Rejects with the body's own error, where `text()` of some browsers says no more than that it failed. */
export async function readText(response: Response): Promise<string> {
  let text = "";
  for await (const piece of textPieces(response)) text += piece;
  return text;
}
