import { OneClassError } from '@oneclass/core';
import { dataFolders } from '@oneclass/core/node';
import { formatDuration, sparkline, textTable } from '@oneclass/report';
import { BACKENDS, useBackend } from '@oneclass/runtime';
import { createProgress, print, say, sayBackend } from '@oneclass/terminal';
import { Command, Option } from 'commander';
import { chooseDemo } from './demo.ts';
import { explainFigures, explainLeftOut, explainQuick, terminalTable } from './page/figures.ts';
import { gridText, isGridTable } from './page/grid.ts';
import { terminalGrids, TITLE_WIDTH } from './page/terminal-grid.ts';
import { DIED } from './result.ts';
import { endingsOf } from './row.ts';
import { runPerf, type PerfOptions } from './perf/run-perf.ts';
import { runTable, type TableResult } from './run-table.ts';
import { findTable, tables } from './table/index.ts';
import { isTablePath, loadTable } from './table/load-table.ts';
import type { Size, Table } from './table/table.ts';
import { createWorkers, type Workers } from './worker/workers.ts';

interface RunOptions {
  readonly quick?: boolean;
  readonly seeds: readonly number[];
  readonly only?: readonly string[];
  readonly backend?: string;
  readonly dataDir?: string;
  readonly weights?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly workers?: number;
}

/** The `oneclass-bench` command. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('oneclass-bench')
    .description(
      "Reproduces the papers' tables of one-class anomaly detection, beside the published numbers.",
    )
    .option('--debug', 'show stack traces')
    .showHelpAfterError('(--help shows what there is)');

  program
    .command('list')
    .description('the tables there are')
    .action(() => {
      const rows = tables.map(({ name, title, published }) => [
        name,
        title,
        published ? 'yes' : '–',
      ]);
      print(textTable({ columns: column('table', 'what it holds', 'published numbers'), rows }));
    });

  program
    .command('run')
    .description(
      'run a table: fit, score and evaluate its cells; finished cells are reused, a stopped ' +
        'run continues',
    )
    .argument('<table>', 'its name (see `oneclass-bench list`), or the file of a table of your own')
    .option('--quick', 'fewer images or epochs, to see that it works')
    .addOption(seedsOption())
    .option(
      '--only <axis=value...>',
      'the cells of these axes alone, as digit=3,5 method=deep-svdd; results of others that ' +
        'are there are shown too',
    )
    .addOption(backendOption())
    .option('--data-dir <folders>', 'where the data sets are, in place of ONECLASS_DATA_DIR')
    .addOption(weightsOption())
    .option('--out <folder>', 'where results go', 'bench-out')
    .option('--force', 'compute all cells anew, finished and stopped ones too')
    .addOption(workersOption())
    .addHelpText(
      'after',
      '\nExample:\n  oneclass-bench run mnist-kmnist --seeds 0,1,2 --data-dir ~/data\n  ' +
        'oneclass-bench run ./my-table.js --quick --only digit=3,5',
    )
    .action(async (name: string, options: RunOptions) => {
      const table = isTablePath(name) ? await loadTable(name) : findTable(name);
      const size = options.quick === true ? 'quick' : 'full';
      const workers =
        options.workers === undefined
          ? undefined
          : createWorkers({
              count: options.workers,
              table: name,
              size,
              seeds: options.seeds,
              weights: options.weights,
            });
      await runAndShow(table, options, { size, workers, signal });
    });

  program
    .command('demo')
    .description(
      'a first result in about a minute: MNIST against Kuzushiji-MNIST where the data folders ' +
        'have them, else drawn digits',
    )
    .addOption(backendOption())
    .option('--data-dir <folders>', 'where the data sets are, in place of ONECLASS_DATA_DIR')
    .option('--out <folder>', 'where results go', 'bench-out')
    .action(async (options: Omit<RunOptions, 'seeds'>) => {
      const { table, reason } = await chooseDemo(dataFolders(options.dataDir));
      say(reason);
      await runAndShow(table, { ...options, seeds: [0] }, { size: 'quick', signal });
    });

  program
    .command('perf')
    .description(
      'times of training steps, of scoring and of metrics, beside their goals and beside PyTorch',
    )
    .addOption(backendOption())
    .option('--rows <list>', 'comma-separated names of rows; all when absent')
    .option('--repeats <count>', 'rounds of each row; their median is its time', '9')
    .option(
      '--torch <python>',
      'a Python with PyTorch, which takes its turn after each of our rounds',
    )
    .option('--out <file>', 'writes all times as JSON')
    .option('--list', 'the rows there are')
    .addHelpText(
      'after',
      '\nExample:\n  oneclass-bench perf --backend wasm --rows svdd-step-200,vgg19-1 --torch ' +
        'torch/bin/python --out times.json',
    )
    .action((options: PerfOptions) => runPerf(options, signal));

  return program;
}

const column = (...titles: string[]): { title: string; align: 'left' }[] =>
  titles.map((title) => ({ title, align: 'left' }));

const backendOption = (): Option =>
  new Option('--backend <name>', `what computes: ${BACKENDS.join(' or ')}`);

const weightsOption = (): Option =>
  new Option(
    '--weights <file|url>',
    'the weights of VGG-19 that the tables of dfr stand on (default: ONECLASS_WEIGHTS)',
  );

const seedsOption = (): Option =>
  new Option('--seeds <list>', 'comma-separated seeds, a cell each')
    .default([0], '0')
    .argParser((text: string) => {
      const seeds = text
        .split(',')
        .map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
      if (seeds.every(Number.isSafeInteger) && new Set(seeds).size === seeds.length) return seeds;
      throw new OneClassError(
        'invalid-argument',
        `Invalid --seeds "${text}": expected different whole numbers of 0 or more, as in 0,1,2.`,
        {
          argument: '--seeds',
          received: text,
        },
      );
    });

const workersOption = (): Option =>
  new Option(
    '--workers <count>',
    'processes, which run a cell each at a time and share the threads; none but this one when ' +
      'absent',
  ).argParser((text: string) => {
    const count = /^\d+$/.test(text) ? Number(text) : 0;
    if (count >= 1 && count <= MOST_WORKERS) return count;
    throw new OneClassError(
      'invalid-argument',
      `Invalid --workers "${text}": expected a whole number from 1 to ` +
        `${String(MOST_WORKERS)}; as many as there are cores is usual.`,
      {
        argument: '--workers',
        received: text,
      },
    );
  });

const MOST_WORKERS = 256;

interface Running {
  readonly size: Size;
  readonly workers?: Workers | undefined;
  readonly signal: AbortSignal;
}

async function runAndShow(
  table: Table,
  options: RunOptions,
  { size, workers, signal }: Running,
): Promise<void> {
  const started = performance.now();
  const backend = await useBackend(options.backend);
  sayBackend(backend, options.backend);
  const progress = createProgress(process.stderr);
  try {
    const { onProgress } = progress;
    const result = await runTable(table, {
      ...{
        size,
        seeds: options.seeds,
        only: options.only,
        backend,
        weights: options.weights,
        out: options.out,
        force: options.force === true,
      },
      ...{ folders: dataFolders(options.dataDir), workers, signal, onProgress, say },
    });
    progress.stop();
    show(table, result, { size, seconds: (performance.now() - started) / 1000 });
    checkAllFinished(result);
  } finally {
    progress.stop();
  }
}

function show(
  table: Table,
  { finished, rows, cells, leftOut, page }: TableResult,
  { size, seconds }: { size: Size; seconds: number },
): void {
  print(table.title);
  if (size === 'quick') print(explainQuick(rows));
  if (isGridTable(table)) {
    const grid = gridText({ table, cells, rows });
    for (const part of terminalGrids(grid)) print(textTable(part, { titleWidth: TITLE_WIDTH }));
    for (const sentence of grid.notes) print(sentence);
  } else {
    print(textTable(terminalTable(table, rows), { titleWidth: TITLE_WIDTH }));
    for (const sentence of explainFigures(table, rows)) print(sentence);
  }
  if (leftOut.length > 0) print(explainLeftOut(leftOut));
  for (const { result } of isGridTable(table) ? [] : finished) {
    const losses = result.losses
      .map((entry) => entry.losses['loss'])
      .filter((loss) => loss !== undefined);
    if (losses.length > 0) print(`loss of ${result.cell}  ${sparkline(losses)}`);
  }
  print(`Finished in ${formatDuration(seconds)}. Charts and images: ${page}`);
}

/**
 * For the exit code: everything there is has been shown.
 * @throws OneClassError `collapsed`, `diverged`, or `unsupported` for one that died
 */
function checkAllFinished({ finished, failed }: TableResult): void {
  const [first] = failed;
  if (!first) return;
  const cells = failed.map(({ cell }) => cell.id).join(', ');
  throw new OneClassError(
    first.result.error.code === DIED ? 'unsupported' : first.result.error.code,
    `${String(failed.length)} of ${String(finished.length + failed.length)} cells have no ` +
      `result (${endingsOf(failed)}): ${cells}. ` +
      'The same command continues those that died; for others take other seeds, or change ' +
      'their config. --force fits all again.',
    { argument: cells },
  );
}
