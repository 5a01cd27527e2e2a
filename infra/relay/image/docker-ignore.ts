/** Tells whether `.dockerignore` leaves a path out of the build context. */
export interface DockerIgnore {
  /** True for a path such as "relay-service/dist/main.mjs" that the image is built without. */
  leavesOut(path: string): boolean;
  /** True when nothing below a folder can be let in again, so that nobody has to look. */
  leavesOutAll(folder: string): boolean;
}

interface Pattern {
  readonly lets: boolean;
  readonly text: string;
  readonly matches: RegExp;
}

/** Reads a `.dockerignore` as Docker does: the last pattern that fits a path, or a folder it is in, decides. */
export function dockerIgnore(text: string): DockerIgnore {
  const patterns = text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(pattern);
  const leavesOut = (path: string) => {
    const paths = withFolders(path);
    const last = patterns.findLast(({ matches }) => paths.some((one) => matches.test(one)));
    return last !== undefined && !last.lets;
  };
  return {
    leavesOut,
    leavesOutAll: (folder) =>
      leavesOut(folder) && !patterns.some(({ lets, text }) => lets && (/[*?[]/.test(text) || text.startsWith(`${folder}/`))),
  };
}

function pattern(line: string): Pattern {
  const lets = line.startsWith("!");
  const text = (lets ? line.slice(1).trim() : line).replace(/^\/+|\/+$/g, "");
  if (/[[\]\\]/.test(text)) throw new Error(`.dockerignore must have plain names, * and ? such as "**/*.md", got "${line}"`);
  const source = text.replace(/\*\*\/|\*\*|\*|\?|[.+^$(){}|]/g, (token) => {
    if (token === "**/") return "(.*/)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    return token === "?" ? "[^/]" : `\\${token}`;
  });
  return { lets, text, matches: new RegExp(`^${source}$`) };
}

/** "a/b/c" → "a/b/c", "a/b", "a". */
function withFolders(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, last) => parts.slice(0, parts.length - last).join("/"));
}
