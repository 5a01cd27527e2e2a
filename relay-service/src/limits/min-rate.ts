/** Minimum rate of a request body, and of reading an answer, averaged over {@link RATE_WINDOW_MS}. The default of Apache's mod_reqtimeout. */
export const MIN_BYTES_PER_SECOND = 500;
export const RATE_WINDOW_MS = 20_000;
