/** The text of the body, piece by piece as it arrives. It uses a reader, because streams are not iterable in Safari. */
export async function* textPieces({ body }: Response): AsyncGenerator<string, void, void> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) yield piece.value;
  } finally {
    // If the caller stops early. An error of the stream was already thrown by read().
    reader?.cancel().catch(() => {});
  }
}

/** Reads the whole body. Rejects with the error of the stream, which `text()` hides in some browsers. */
export async function readText(response: Response): Promise<string> {
  let text = "";
  for await (const piece of textPieces(response)) text += piece;
  return text;
}
