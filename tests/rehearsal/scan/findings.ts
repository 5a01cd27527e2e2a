import { parse } from "csv-parse/sync";

/** Something that a scanner objects to, about one resource. */
export interface Finding {
  readonly rule: string;
  readonly severity: string;
  /** ARN, or what else the scanner calls the resource. */
  readonly uid: string;
  /** "key=value" each. */
  readonly tags: readonly string[];
}

type Row = Readonly<Record<"CHECK_ID" | "SEVERITY" | "STATUS" | "RESOURCE_UID" | "RESOURCE_TAGS", string>>;

/** What failed in a table of Prowler's. */
export function failedFindings(csv: string): Finding[] {
  const rows = parse<Row>(csv, { columns: true, delimiter: ";", relax_quotes: true, skip_empty_lines: true });
  return rows
    .filter(({ STATUS }) => STATUS === "FAIL")
    .map((row) => ({
      rule: row.CHECK_ID,
      severity: row.SEVERITY,
      uid: row.RESOURCE_UID,
      tags: row.RESOURCE_TAGS.split(" | ").filter((tag) => tag !== ""),
    }));
}
