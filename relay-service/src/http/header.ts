/** One header line; names in lower case. Repeated names are repeated lines (RFC 9110, 5.3). */
export type Header = readonly [name: string, value: string];
