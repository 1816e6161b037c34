/** Whether something grows from run to run, by the least-squares line through all runs but the first fifth. */

export interface Bound {
  readonly what: string;
  /** of what is measured, divided by this for people */
  readonly unit: string;
  readonly per: number;
  /** what one more run may add */
  readonly slopeMax: number;
  /** Growth below this, over the whole soak, is noise: a heap and an allocator breathe. */
  readonly growthFree: number;
}

export interface Trend {
  readonly what: string;
  readonly unit: string;
  readonly first: number;
  readonly last: number;
  readonly max: number;
  readonly slope: number;
  readonly slopeMax: number;
  readonly grows: boolean;
}

/** `values`: one for each run, in order; at least one. */
export function trendOf(values: readonly number[], { what, unit, per, slopeMax, growthFree }: Bound): Trend {
  const warm = values.slice(Math.floor(values.length / 5));
  const slope = slopeOf(warm);
  const shown = (value: number) => Math.round((value / per) * 1000) / 1000;
  return {
    what,
    unit,
    first: shown(warm[0] ?? 0),
    last: shown(warm.at(-1) ?? 0),
    max: shown(Math.max(...warm)),
    slope: shown(slope),
    slopeMax: shown(slopeMax),
    grows: slope > slopeMax && slope * warm.length > growthFree,
  };
}

function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  values.forEach((value, at) => {
    above += (at - middle) * (value - mean);
    below += (at - middle) ** 2;
  });
  return below === 0 ? 0 : above / below;
}
