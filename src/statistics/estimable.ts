/** The answer when the data do not carry an estimate; the reason is a sentence for the report. */
export interface NotEstimable {
  estimable: false;
  reason: string;
}

export type Estimable<T> = ({ estimable: true } & T) | NotEstimable;

export interface Interval {
  low: number;
  high: number;
}

export function notEstimable(reason: string): NotEstimable {
  return { estimable: false, reason };
}
