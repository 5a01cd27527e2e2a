/**
 * The part of a parameter's name behind the product's prefix, in lower case and with "/" between its parts: "sqlserver" of XMSM_SQLSERVER,
 * "xmpro/data/connectionstring" of /XMAD/xmpro/data/connectionString. Case and separators do not count, as they differ by version.
 */
export function parameterPath(name: string, prefix: string): string {
  return name
    .replace(/^\//, "")
    .slice(prefix.length)
    .replace(/[/_.-]+/g, "/")
    .replace(/^\//, "")
    .toLowerCase();
}
