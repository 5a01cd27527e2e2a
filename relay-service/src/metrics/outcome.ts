/** How an exchange ended, as the metrics count it. */
export type Outcome =
  | "answered"
  | "refused"
  | "upstream-failed"
  | "upstream-timeout"
  | "upstream-cut"
  | "client-left"
  | "client-slow"
  | "too-large"
  | "busy"
  | "bad-target"
  | "repeated"
  | "forged-body";
