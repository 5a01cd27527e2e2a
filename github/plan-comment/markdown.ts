/** GitHub takes 65,536 characters. The rest is room for what nobody counts, such as line ends that become two. */
export const MAX_COMMENT_BYTES = 60_000;

/**
 * Untrusted text as a code span. Inside of one GitHub makes no link, mention, reference, picture or HTML of anything, and only a backtick ends it. A
 * bar would end the cell of a table, and control characters may change the direction of what follows.
 */
export function code(text: string): string {
  const harmless = text
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replaceAll("`", "'")
    .replaceAll("|", "¦")
    .trim();
  return harmless === "" ? "(nothing)" : `\`${harmless}\``;
}

/** A part of a comment that is shown whole or not at all. */
export interface Section {
  /** What a reader misses without it: completes "left out: …". */
  readonly content: string;
  readonly markdown: string;
}

/**
 * Joins sections, the most important first, up to the limit. What does not fit is left out whole, and a last sentence says what that is.
 *
 * @param rest where a reader finds what is left out: completes "It is in …"
 */
export function fitSections(sections: readonly Section[], rest: string, limit = MAX_COMMENT_BYTES): string {
  const cutNote = (left: readonly Section[]) =>
    left.length === 0 ? "" : `\n\n**Left out, as a comment is limited:** ${listed(left)}. It is in ${rest}.`;
  // Reserved for the longest note: everything but the first section.
  const room = limit - Buffer.byteLength(cutNote(sections));
  const shown: string[] = [];
  const left: Section[] = [];
  let size = 0;
  for (const section of sections) {
    const bytes = Buffer.byteLength(section.markdown) + 2;
    if (size + bytes > room) left.push(section);
    else {
      shown.push(section.markdown);
      size += bytes;
    }
  }
  return shown.join("\n\n") + cutNote(left);
}

/** Ten names at most: with many stacks there are many sections. */
function listed(sections: readonly Section[]): string {
  const names = sections.slice(0, 10).map(({ content }) => content);
  const more = sections.length - names.length;
  return names.join("; ") + (more > 0 ? `; ${more} more` : "");
}
