/** How far a transfer is, in bytes of the plain body. `total` is undefined while nobody knows it. */
export interface Progress {
  readonly loaded: number;
  readonly total: number | undefined;
}
