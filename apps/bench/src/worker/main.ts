/**
 * @file A worker: a process that runs one cell of a table and ends. The first process starts it
 *   with an `Order`.
 */
import { useBackend } from '@oneclass/runtime';
import { keysOf } from '../cell/key.ts';
import { createMethods } from '../cell/methods.ts';
import { runCell } from '../cell/run-cell.ts';
import { tables } from '../paper/index.ts';
import { loadCells } from '../table/load-cells.ts';
import { openTable } from '../table/open-table.ts';
import { wrongTable } from '../table/wrong-table.ts';
import { sentError, STOP, type Order, type Report } from './order.ts';

const controller = new AbortController();
const stop = (): void => {
  controller.abort();
};
const ignore = (): void => undefined;
// Ctrl-C in a terminal reaches every process; the first one says what is to be done. Without it a
// worker has nothing to do.
process.on('SIGINT', ignore);
process.on('SIGTERM', stop);
process.on('message', (message) => {
  if (message === STOP) stop();
});
process.on('disconnect', stop);
if (!process.connected) stop();

// Once the first process is gone nobody listens, which is no reason to fail before the checkpoint
// is saved.
process.stderr.on('error', ignore);
const report = (message: Report): void => void process.send?.(message, ignore);

async function run({
  table: source,
  size,
  seeds,
  cell: id,
  backend: name,
  weights,
  path,
  ...rest
}: Order): Promise<void> {
  const { table, from } = await openTable(source, tables);
  const cells = await loadCells(table, { size, seeds, from });
  const cell = cells.find((candidate) => candidate.id === id);
  if (!cell) {
    throw wrongTable(
      `Table "${table.name}" has no cell "${id}" the second time it is asked. cells() must ` +
        'give the same each time; draw from a seed.',
      { argument: 'cells', received: id },
    );
  }
  const backend = await useBackend(name);
  const { signal } = controller;
  const say = (line: string): void => {
    report({ type: 'say', line });
  };
  const methods = createMethods({ weights, signal, say });
  await runCell(cell, {
    ...{ ...rest, table, backend, methods, signal, say },
    place: { path, keys: keysOf(cell, name) },
    alone: true,
    onProgress: (event) => {
      report({ type: 'progress', event });
    },
  });
}

let last: Report = { type: 'done' };
try {
  await run(JSON.parse(process.argv[2] as string) as Order);
} catch (error) {
  last = { type: 'error', error: sentError(error) };
}
// One that was stopped has nothing to say. Whatever a table left running ends here.
if (controller.signal.aborted || !process.connected) process.exit(1);
process.send?.(last, () => process.exit(0));
