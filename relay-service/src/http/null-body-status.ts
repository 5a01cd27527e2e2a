/**
 * Statuses whose responses have no body, whatever their headers say (Fetch, "null body status"; RFC 9110, 6.4.1).
 * `client/fetch/opened-response.ts` has the same set, twice on purpose: of the service the client imports the format alone.
 */
export const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);
