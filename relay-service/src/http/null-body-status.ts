/** Statuses whose responses have no body, whatever their headers say (Fetch, "null body status"; RFC 9110, 6.4.1). */
export const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);
