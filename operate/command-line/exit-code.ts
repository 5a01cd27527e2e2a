/** What the exit code of a command for a deployed stack means; the same for all of them. */
export const EXIT_CODE = {
  good: 0,
  /** Something is wrong, or was not confirmed. */
  wrong: 1,
  /** The arguments were not understood. */
  usage: 2,
  /** The command could not look: no credentials, another account, no network, nothing is deployed, or a mistake of its own. */
  unknown: 3,
} as const;
