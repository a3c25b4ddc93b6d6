/** An image is called anomalous when its score is **above** `value`. */
export interface Threshold {
  readonly value: number;
  /** How it was found: 'fixed', 'quantile 0.95 of 600 held-out normal scores'. */
  readonly rule: string;
  /** What may be expected of it, in words; empty when nothing. */
  readonly promise: string;
}
