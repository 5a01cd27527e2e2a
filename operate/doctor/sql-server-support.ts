interface SupportEnd {
  readonly title: string;
  /** Day on which Microsoft's extended support ends. RDS gives up a version by then, or earlier. */
  readonly ends: string;
}

/**
 * By the first part of RDS's engine version. AWS's API does not tell the end of support of SQL Server (RDS guide, "Viewing support dates for engine
 * versions"), so the dates are Microsoft's: https://learn.microsoft.com/lifecycle/products/?products=sql-server, read 2026-11-30.
 */
const ENDS: Readonly<Record<string, SupportEnd>> = {
  "13": { title: "SQL Server 2016", ends: "2026-07-14" },
  "14": { title: "SQL Server 2017", ends: "2027-10-12" },
  "15": { title: "SQL Server 2019", ends: "2030-01-08" },
  "16": { title: "SQL Server 2022", ends: "2033-01-11" },
};

/** Undefined for a version that this project does not know. */
export function supportEndOf(engineVersion: string): SupportEnd | undefined {
  return ENDS[engineVersion.split(".")[0] ?? ""];
}
