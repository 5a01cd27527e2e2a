import { parse } from "csv-parse/sync";

/** A failed check of a scanner for one resource. */
export interface Finding {
  /** The scanner and its check, as in exemptions.json: "prowler/s3_bucket_object_lock", "checkov/CKV_AWS_18". */
  readonly rule: string;
  /** Prowler's word. Checkov says none without an account at its vendor: "unrated". */
  readonly severity: string;
  /** The ARN, or another id by which Prowler names the resource; Checkov's is Terraform's address, such as "aws_lb.relay". */
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

interface CheckovReport {
  readonly summary: { readonly resource_count: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly resource_address: string;
      readonly severity: string | null;
    }[];
  };
}

/** The failed checks in a report of Checkov. @throws if Checkov has not looked at the resources. */
export function failedChecks(json: string): Finding[] {
  const content = JSON.parse(json) as CheckovReport | CheckovReport[];
  const { summary, results } = [content].flat()[0] as CheckovReport;
  if (!(summary.resource_count > 0) || summary.parsing_errors > 0)
    throw new Error(`Checkov looked at ${summary.resource_count} resources, with ${summary.parsing_errors} errors`);
  return results.failed_checks.map(({ check_id, resource_address, severity }) => ({
    rule: `checkov/${check_id}`,
    severity: severity?.toLowerCase() ?? "unrated",
    uid: resource_address,
    tags: [],
  }));
}
