/** A tenth of a pixel is enough for a drawing. */
export function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
