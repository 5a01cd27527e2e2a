/** Text for one cell of a Markdown table: on one line, without a bar or a tag that would break the table. */
export function cell(text: string): string {
  return text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
