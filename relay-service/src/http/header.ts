/** One header line, with its name in lower case. A header with several lines is several of these (RFC 9110, 5.3). */
export type Header = readonly [name: string, value: string];
