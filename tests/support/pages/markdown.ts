const FENCE = /^```(\w*)\n([\s\S]*?)^```/gm;

/** Text without its fenced blocks. */
export function prose(markdown: string): string {
  return markdown.replace(FENCE, "");
}

/** The languages of a page's fenced blocks; "" if a block names none. */
export function fenceLanguages(markdown: string): string[] {
  return [...markdown.matchAll(FENCE)].map(([, language = ""]) => language);
}

/** The targets of a page's links and pictures, including HTML tags. */
export function links(markdown: string): string[] {
  const text = prose(markdown).replace(/`[^`]*`/g, "code");
  return [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|href)="([^"]+)"/g)].map(([, link, attribute]) => link ?? attribute ?? "");
}

/** The files and folders that running text names in code spans, such as `infra/redis.ts` and `infra/policy/`. */
export function namedPaths(markdown: string): string[] {
  return [...prose(markdown).matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?|[\w.-]+\/)`/g)].map(([, path]) => path ?? "");
}

/** The anchors that GitHub gives to a page's headings. */
export function anchors(markdown: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const ids = [...prose(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) => {
    const id = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
    const times = seen.get(id) ?? 0;
    seen.set(id, times + 1);
    return times === 0 ? id : `${id}-${times}`;
  });
  return new Set(ids);
}

/** Lines that are longer than the limit. Tables are skipped, and only the visible text of links counts. */
export function longLines(markdown: string, most: number): string[] {
  return markdown
    .split("\n")
    .filter((line) => !line.startsWith("|") && !line.startsWith("<!--"))
    .filter((line) => line.replace(/\]\([^)]*\)/g, "]").length > most);
}
