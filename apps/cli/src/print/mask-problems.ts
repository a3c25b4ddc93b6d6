import type { MaskProblem, PixelFigures } from '@oneclass/inspection';
import { formatCount } from '@oneclass/report';

const WORDS: Readonly<Record<MaskProblem['problem'], string>> = {
  missing: 'without a mask',
  unreadable: "with a mask that can't be read",
  'wrong-size': 'with a mask of another size',
  empty: 'with a mask that marks nothing',
  vanished: "with a mask that marks nothing at the detector's size",
};

/** Named in a line. */
const SHOWN = 5;

/** A line for each kind of problem, and one where no mask is left. */
export function maskProblemLines({ maskProblems, pixelCounts }: PixelFigures): string[] {
  if (maskProblems.length === 0) return [];
  const lines = byKind(maskProblems).map(([problem, found]) => {
    const names = found.slice(0, SHOWN).map(({ image }) => image);
    const more = found.length > SHOWN ? ` and ${formatCount(found.length - SHOWN)} more` : '';
    const why = ['unreadable', 'wrong-size'].includes(problem)
      ? ` (${found[0]?.message ?? ''})`
      : '';
    const images = `${formatCount(found.length)} anomalous image${found.length === 1 ? '' : 's'}`;
    const list = `${names.join(', ')}${more}${why}`;
    return `Not in the figures of pixels: ${images} ${WORDS[problem]}: ${list}`;
  });
  return pixelCounts
    ? lines
    : [...lines, 'No figures of pixels: no mask is left. Are they inverted, or of other images?'];
}

/** '2 missing, 1 empty' */
export const countMaskProblems = (problems: readonly MaskProblem[]): string =>
  byKind(problems)
    .map(([problem, { length }]) => `${formatCount(length)} ${problem.replace('-', ' ')}`)
    .join(', ');

const byKind = (
  problems: readonly MaskProblem[],
): [problem: MaskProblem['problem'], found: readonly MaskProblem[]][] =>
  (Object.keys(WORDS) as MaskProblem['problem'][])
    .map((kind): [MaskProblem['problem'], MaskProblem[]] => [
      kind,
      problems.filter(({ problem }) => problem === kind),
    ])
    .filter(([, found]) => found.length > 0);
