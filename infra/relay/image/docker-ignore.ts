/** Which paths a `.dockerignore` excludes from the build context. */
export interface DockerIgnore {
  /** True for a path such as "relay-service/dist/main.mjs" that is not in the build context. */
  ignores(path: string): boolean;
  /** True when no pattern can include a path below this folder again, so that nobody has to read the folder. */
  ignoresFolder(folder: string): boolean;
}

interface Pattern {
  readonly isNegated: boolean;
  readonly text: string;
  readonly matches: RegExp;
}

/** Reads a `.dockerignore` as Docker does: the last pattern that matches a path, or a folder of it, decides. */
export function dockerIgnore(text: string): DockerIgnore {
  const patterns = text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(pattern);
  const ignores = (path: string) => {
    const paths = withFolders(path);
    const last = patterns.findLast(({ matches }) => paths.some((one) => matches.test(one)));
    return last !== undefined && !last.isNegated;
  };
  return {
    ignores,
    ignoresFolder: (folder) =>
      ignores(folder) &&
      !patterns.some(({ isNegated, text }) => isNegated && (/[*?[]/.test(text) || text.startsWith(`${folder}/`))),
  };
}

function pattern(line: string): Pattern {
  const isNegated = line.startsWith("!");
  const text = (isNegated ? line.slice(1).trim() : line).replace(/^\/+|\/+$/g, "");
  if (/[[\]\\]/.test(text)) throw new Error(`.dockerignore must have plain names, * and ? such as "**/*.md", got "${line}"`);
  const source = text.replace(/\*\*\/|\*\*|\*|\?|[.+^$(){}|]/g, (token) => {
    if (token === "**/") return "(.*/)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    return token === "?" ? "[^/]" : `\\${token}`;
  });
  return { isNegated, text, matches: new RegExp(`^${source}$`) };
}

/** "a/b/c" → "a/b/c", "a/b", "a". */
function withFolders(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, last) => parts.slice(0, parts.length - last).join("/"));
}
