import type { CellResult } from '../cell/result.ts';

const COLUMNS = 8;

export interface Selected {
  readonly title: string;
  readonly positions: readonly number[];
}

/**
 * Test images worth a look: the ends of the scores, and those whose score speaks most against the
 * label.
 */
export function selectPositions({ labels, scores }: CellResult['test']): Selected[] {
  const rising = labels
    .map((_, i) => i)
    .sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const falling = rising.toReversed();
  const of = (label: number, order: readonly number[]): number[] =>
    order.filter((i) => labels[i] === label);
  return [
    { title: 'Most normal: the lowest scores', positions: rising },
    { title: 'Most anomalous: the highest scores', positions: falling },
    {
      title: 'Normal images with the highest scores (false alarms first)',
      positions: of(0, falling),
    },
    { title: 'Anomalous images with the lowest scores (misses first)', positions: of(1, rising) },
  ].map(({ title, positions }) => ({ title, positions: positions.slice(0, COLUMNS) }));
}
