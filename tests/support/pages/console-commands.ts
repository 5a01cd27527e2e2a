/** The commands of a Markdown text's ```console blocks, in order; a backslash joins lines. */
export function consoleCommands(markdown: string): string[] {
  return [...markdown.matchAll(/^```console\n([\s\S]*?)^```/gm)]
    .flatMap(([, block]) => (block ?? "").replaceAll("\\\n", " ").split("\n"))
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}
