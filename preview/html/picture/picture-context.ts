import type { ShownChange } from "../../report/compared-architecture.ts";

/** What the drawing needs beside the architecture. */
export interface PictureContext {
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
  /** The anchor of the list of a box's resources. */
  readonly anchorOf: (key: string) => string;
  /** What an update does to a box or an arrow; undefined for nothing, or where nothing is compared. */
  readonly changeOf: (key: string) => ShownChange | undefined;
}
