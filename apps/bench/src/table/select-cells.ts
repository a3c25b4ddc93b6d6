import { OneClassError } from '@oneclass/core';
import type { Cell, Table } from './table.ts';

/** Values of each axis that was named. */
type Selection = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The cells that `--only` names: of each axis in it one of the values.
 *
 * @param only as `['digit=3,5', 'method=deep-svdd']`; an axis named twice has the values of both
 * @throws OneClassError `invalid-argument` or `unknown-name`, with the axes or values that there
 *   are
 */
export function selectCells<C extends Cell>(
  { name }: Table,
  cells: readonly C[],
  only: readonly string[],
): readonly C[] {
  const axes = axesOf(cells);
  if (axes.size === 0)
    refuse('invalid-argument', `Table "${name}" has no axes to pick cells by. Leave out --only.`, {
      received: only.join(' '),
    });
  const selection = parse(only, axes);
  const selected = cells.filter(({ axes: own }) =>
    [...selection].every(([axis, values]) => own !== undefined && values.has(own[axis] as string)),
  );
  if (selected.length > 0) return selected;
  return refuse(
    'unknown-name',
    `Table "${name}" has no cell with ${only.join(' and ')}. It has each of the values, but ` +
      'not together.',
    { received: only.join(' ') },
  );
}

/** Values of each axis, in the order of the cells. */
function axesOf(cells: readonly Cell[]): Map<string, Set<string>> {
  const axes = new Map<string, Set<string>>();
  for (const [axis, value] of cells.flatMap((cell) => Object.entries(cell.axes ?? {})))
    axes.set(axis, (axes.get(axis) ?? new Set()).add(value));
  return axes;
}

function parse(only: readonly string[], axes: Selection): Selection {
  const selection = new Map<string, Set<string>>();
  for (const text of only) {
    const equals = text.indexOf('=');
    const [axis, values] = [
      text.slice(0, equals).trim(),
      text
        .slice(equals + 1)
        .split(',')
        .map((value) => value.trim()),
    ];
    if (equals < 1 || values.includes(''))
      refuse(
        'invalid-argument',
        `Invalid --only "${text}": expected an axis and its values, as in digit=3,5.`,
        { received: text },
      );
    const known = axes.get(axis);
    if (!known)
      return refuse(
        'unknown-name',
        `--only: there is no axis "${axis}". The axes are: ${listed(axes.keys())}.`,
        { expected: listed(axes.keys()), received: axis },
      );
    const unknown = values.find((value) => !known.has(value));
    if (unknown !== undefined)
      refuse(
        'unknown-name',
        `--only: there is no ${axis} "${unknown}". There are: ${listed(known)}.`,
        { expected: listed(known), received: unknown },
      );
    selection.set(axis, new Set([...(selection.get(axis) ?? []), ...values]));
  }
  return selection;
}

const listed = (names: Iterable<string>): string => [...names].join(', ');

function refuse(
  code: 'invalid-argument' | 'unknown-name',
  message: string,
  detail: { expected?: string | undefined; received: string },
): never {
  throw new OneClassError(code, message, { argument: '--only', ...detail });
}
