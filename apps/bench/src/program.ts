import { OneClassError } from '@oneclass/core';
import { dataFolders } from '@oneclass/core/node';
import { formatDuration, sparkline, textTable } from '@oneclass/report';
import { BACKENDS, useBackend } from '@oneclass/runtime';
import { createProgress, print, say } from '@oneclass/terminal';
import { Command, Option } from 'commander';
import { chooseDemo } from './demo.ts';
import { terminalTable } from './page/figures.ts';
import { runTable, type TableResult } from './run-table.ts';
import { findTable, tables } from './table/index.ts';
import { isTablePath, loadTable } from './table/load-table.ts';
import type { Size, Table } from './table/table.ts';

interface RunOptions {
  readonly quick?: boolean;
  readonly seeds: readonly number[];
  readonly backend?: string;
  readonly dataDir?: string;
  readonly out: string;
  readonly force?: boolean;
}

/** The `oneclass-bench` command. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('oneclass-bench')
    .description("Reproduces the papers' tables of one-class anomaly detection, beside the published numbers.")
    .option('--debug', 'show stack traces')
    .showHelpAfterError('(--help shows what there is)');

  program
    .command('list')
    .description('the tables there are')
    .action(() => {
      const rows = tables.map(({ name, title, published }) => [name, title, published ? 'yes' : '–']);
      print(textTable({ columns: column('table', 'what it holds', 'published numbers'), rows }));
    });

  program
    .command('run')
    .description('run a table: fit, score and evaluate its cells; finished cells are reused, a stopped run continues')
    .argument('<table>', 'its name (see `oneclass-bench list`), or the file of a table of your own')
    .option('--quick', 'fewer images and epochs, to see that it works')
    .addOption(seedsOption())
    .addOption(backendOption())
    .option('--data-dir <folders>', 'where the data sets are, in place of ONECLASS_DATA_DIR')
    .option('--out <folder>', 'where results go', 'bench-out')
    .option('--force', 'compute all cells anew, finished and stopped ones too')
    .addHelpText('after', '\nExample:\n  oneclass-bench run mnist-kmnist --seeds 0,1,2 --data-dir ~/data\n  oneclass-bench run ./my-table.js --quick')
    .action(async (name: string, options: RunOptions) => {
      const table = isTablePath(name) ? await loadTable(name) : findTable(name);
      await runAndShow(table, options, { size: options.quick === true ? 'quick' : 'full', signal });
    });

  program
    .command('demo')
    .description('a first result in about a minute: MNIST against Kuzushiji-MNIST where the data folders have them, else drawn digits')
    .addOption(backendOption())
    .option('--data-dir <folders>', 'where the data sets are, in place of ONECLASS_DATA_DIR')
    .option('--out <folder>', 'where results go', 'bench-out')
    .action(async (options: Omit<RunOptions, 'seeds'>) => {
      const { table, reason } = await chooseDemo(dataFolders(options.dataDir));
      say(reason);
      await runAndShow(table, { ...options, seeds: [0] }, { size: 'quick', signal });
    });

  return program;
}

const column = (...titles: string[]): { title: string; align: 'left' }[] => titles.map((title) => ({ title, align: 'left' }));

const backendOption = (): Option => new Option('--backend <name>', `what computes: ${BACKENDS.join(' or ')}`);

const seedsOption = (): Option =>
  new Option('--seeds <list>', 'comma-separated seeds, a cell each').default([0], '0').argParser((text: string) => {
    const seeds = text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
    if (seeds.every(Number.isSafeInteger) && new Set(seeds).size === seeds.length) return seeds;
    throw new OneClassError('invalid-argument', `Invalid --seeds "${text}": expected different whole numbers of 0 or more, as in 0,1,2.`, {
      argument: '--seeds',
      received: text,
    });
  });

async function runAndShow(table: Table, options: RunOptions, { size, signal }: { size: Size; signal: AbortSignal }): Promise<void> {
  const started = performance.now();
  const backend = await useBackend(options.backend);
  const progress = createProgress(process.stderr);
  try {
    const { onProgress } = progress;
    const result = await runTable(table, {
      ...{ size, seeds: options.seeds, backend, out: options.out, force: options.force === true },
      ...{ folders: dataFolders(options.dataDir), signal, onProgress, say },
    });
    progress.stop();
    show(table, result, { size, seconds: (performance.now() - started) / 1000 });
  } finally {
    progress.stop();
  }
}

function show(table: Table, { finished, page }: TableResult, { size, seconds }: { size: Size; seconds: number }): void {
  print(table.title);
  if (size === 'quick') print('Quick run: fewer images and epochs than the table asks for; its figures are not comparable.');
  print(textTable(terminalTable(table, finished)));
  for (const { result } of finished) {
    const losses = result.losses.map((entry) => entry.losses['loss']).filter((loss) => loss !== undefined);
    if (losses.length > 0) print(`loss of ${result.cell}  ${sparkline(losses)}`);
  }
  print(`Finished in ${formatDuration(seconds)}. Charts and images: ${page}`);
}
