import { VARIABLES, type Variable } from "../../../relay-service/src/contract.ts";

/** The relay's environment variables as a Markdown table, which `relay-service/README.md` must contain. */
export function settingsTable(): string {
  const rows = Object.entries(VARIABLES as Record<string, Variable<unknown>>).map(([name, variable]) => {
    const { meaning, default: initial, example, required } = variable;
    const shown = initial === undefined ? `\`${example}\`` : "";
    const what = `${required ? "**Required.** " : ""}${meaning}${choices(variable)}`;
    return `| \`${name}\` | ${what} | ${initial === undefined ? "" : `\`${initial}\``} | ${shown} |`;
  });
  return ["| Variable | What | Default | Example |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The values of a variable that has only a few. */
function choices({ expected }: Variable<unknown>): string {
  const [, values] = /^one of (.+)$/.exec(expected) ?? [];
  return values === undefined
    ? ""
    : ` One of ${values
        .split(", ")
        .map((value) => `\`${value}\``)
        .join(", ")}.`;
}
