/** Why a sealed request has no authentic answer. */
export interface Failure {
  /** As the relay named it, or "network", "clear" (an answer nobody has sealed), "unopened" (it cannot be opened). */
  readonly code: string;
  readonly status: number | undefined;
  /** The relay has proved that it said so; what it says so is never dispatched. */
  readonly authentic: boolean;
  readonly cause?: unknown;
}
