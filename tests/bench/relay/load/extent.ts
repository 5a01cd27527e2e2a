/** The extent of the measurements: more gives steadier figures and takes longer. */
export interface Extent {
  readonly rounds: number;
  /** Of one measurement of small answers. Whole, as wrk takes nothing else. */
  readonly seconds: number;
  /** Before the first measurement of a kind: so many requests at least, and so many seconds at most. */
  readonly warmUp: { readonly requests: number; readonly seconds: number };
  /** Length of the bodies that memory is watched with; bytes. */
  readonly longBody: number;
}

export const FULL: Extent = { rounds: 3, seconds: 2, warmUp: { requests: 50_000, seconds: 20 }, longBody: 2 ** 30 };
export const QUICK: Extent = { rounds: 1, seconds: 1, warmUp: { requests: 15_000, seconds: 4 }, longBody: 50 * 2 ** 20 };
