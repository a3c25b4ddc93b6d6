import { OneClassError } from '../error.ts';

export interface F1Options {
  /** The class whose precision and recall F1 joins; 'anomalous' when absent. */
  readonly positive?: 'anomalous' | 'normal' | undefined;
}

/** @throws OneClassError `invalid-argument` for a class of another name */
export function anomalousIsPositive({ positive = 'anomalous' }: F1Options): boolean {
  if (positive === 'anomalous' || positive === 'normal') return positive === 'anomalous';
  throw new OneClassError(
    'invalid-argument',
    `Invalid positive class: expected 'anomalous' or 'normal'. Received: ${String(positive)}.`,
    {
      argument: 'positive',
      expected: "'anomalous' or 'normal'",
      received: positive,
    },
  );
}
