/** How a figure moves over time: a straight line through its samples. */
export interface Trend {
  /** Units a minute. */
  readonly slope: number;
  /** Growth along the line from the first sample to the last, as a share of the mean. */
  readonly growth: number;
}

/** Least squares. Fewer than two samples have no trend. */
export function trendOf(samples: readonly { readonly minutes: number; readonly value: number }[]): Trend {
  const count = samples.length;
  const meanTime = samples.reduce((sum, { minutes }) => sum + minutes, 0) / count;
  const mean = samples.reduce((sum, { value }) => sum + value, 0) / count;
  const covariance = samples.reduce((sum, { minutes, value }) => sum + (minutes - meanTime) * (value - mean), 0);
  const variance = samples.reduce((sum, { minutes }) => sum + (minutes - meanTime) ** 2, 0);
  const slope = covariance / variance;
  const span = (samples.at(-1)?.minutes ?? 0) - (samples[0]?.minutes ?? 0);
  return { slope, growth: (slope * span) / mean };
}
