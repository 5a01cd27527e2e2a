import { VARIABLES, type Variable } from "../../../relay-service/src/contract.ts";

/** The relay's environment variables as a Markdown table, which `relay-service/README.md` must contain. */
export function settingsTable(): string {
  const rows = Object.entries(VARIABLES as Record<string, Variable<unknown>>).map(([name, variable]) => {
    const initial = variable.required ? "required" : variable.default === undefined ? "" : `\`${variable.default}\``;
    const example = variable.default === undefined ? ` Such as \`${variable.example}\`` : "";
    return `| \`${name}\` | ${variable.meaning}${example} | ${initial} |`;
  });
  return ["| Variable | What | Default |", "| --- | --- | --- |", ...rows].join("\n");
}
