import { cell } from "./table-cell.ts";

interface Pattern {
  readonly group: readonly string[];
  readonly message: string;
}

interface Override {
  readonly includes: readonly string[];
  readonly linter: { readonly rules: { readonly style?: Style } };
}

interface Style {
  readonly noRestrictedImports?: { readonly options: { readonly patterns: readonly Pattern[] } };
}

/** The import rules of `.biome.json` as a table: one row for each rule, with the files that it is about. */
export function importRules(biome: string): string {
  const { overrides } = JSON.parse(biome) as { readonly overrides: readonly Override[] };
  const rules = new Map<string, { readonly files: string[]; readonly group: readonly string[] }>();
  for (const { includes, linter } of overrides) {
    for (const { group, message } of linter.rules.style?.noRestrictedImports?.options.patterns ?? []) {
      const rule = rules.get(message) ?? { files: [], group };
      // A folder below one that the rule already names adds nothing.
      rule.files.push(...includes.filter((path) => !rule.files.some((other) => isWithin(path, other))));
      rules.set(message, rule);
    }
  }
  const rows = [...rules].map(([message, { files, group }]) => `| ${cell(message)} | ${codes(files)} | ${codes(group)} |`);
  return ["| Rule | Files | Not imported (`!`: allowed) |", "| --- | --- | --- |", ...rows].join("\n");
}

function isWithin(path: string, other: string): boolean {
  return path === other || (/(^|\/)\*\*$/.test(other) && path.startsWith(other.slice(0, -2)));
}

function codes(patterns: readonly string[]): string {
  return patterns.map((pattern) => `\`${pattern}\``).join(", ");
}
