import { parse } from "csv-parse/sync";

/** A failed check of the scanner for one resource. */
export interface Finding {
  /** The scanner and its check, as in exemptions.json: "prowler/s3_bucket_object_lock". */
  readonly rule: string;
  readonly severity: string;
  /** The ARN, or another id by which the scanner names the resource. */
  readonly uid: string;
  /** Each is "key=value". */
  readonly tags: readonly string[];
}

type Row = Readonly<Record<"CHECK_ID" | "SEVERITY" | "STATUS" | "RESOURCE_UID" | "RESOURCE_TAGS", string>>;

/** The failed checks in a table of Prowler. */
export function failedFindings(csv: string): Finding[] {
  const rows = parse<Row>(csv, { columns: true, delimiter: ";", relax_quotes: true, skip_empty_lines: true });
  return rows
    .filter(({ STATUS }) => STATUS === "FAIL")
    .map((row) => ({
      rule: `prowler/${row.CHECK_ID}`,
      severity: row.SEVERITY,
      uid: row.RESOURCE_UID,
      tags: row.RESOURCE_TAGS.split(" | ").filter((tag) => tag !== ""),
    }));
}
