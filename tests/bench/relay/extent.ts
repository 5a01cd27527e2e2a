/** How much is measured: more gives steadier figures and takes longer. */
export interface Extent {
  readonly rounds: number;
  /** Of one measurement of small answers. Whole, as wrk takes nothing else. */
  readonly seconds: number;
  /** Requests of each kind before the first measurement: V8 needs some 50,000 until its code does not change any more. */
  readonly warmUp: number;
  /** Length of the bodies that memory is watched with; bytes. */
  readonly longBody: number;
}

export const FULL: Extent = { rounds: 3, seconds: 2, warmUp: 50_000, longBody: 2 ** 30 };
export const QUICK: Extent = { rounds: 1, seconds: 1, warmUp: 15_000, longBody: 50 * 2 ** 20 };
