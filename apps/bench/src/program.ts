import { textTable } from '@oneclass/report';
import { print, say } from '@oneclass/terminal';
import { Command } from 'commander';
import { demo, demoWeights } from './command/demo.ts';
import { backendOption, seedsOption, weightsOption, workersOption } from './command/option.ts';
import { runPerf, type PerfOptions } from './perf/run-perf.ts';
import { runAndShow, type RunOptions } from './command/run-and-show.ts';
import { tables } from './paper/index.ts';
import { openTable } from './table/open-table.ts';
import { createWorkers } from './worker/workers.ts';

/** The `oneclass-bench` command. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('oneclass-bench')
    .description(
      "Reproduces the papers' tables of one-class anomaly detection, beside the published numbers.",
    )
    .option('--debug', 'show stack traces')
    .showHelpAfterError('(--help shows what there is)');

  addList(program);
  addRun(program, signal);
  addDemo(program, signal);
  addPerf(program, signal);
  return program;
}

function addList(program: Command): void {
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
}

const column = (...titles: string[]): { title: string; align: 'left' }[] =>
  titles.map((title) => ({ title, align: 'left' }));

function addRun(program: Command, signal: AbortSignal): void {
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
      const { table, from } = await openTable(name, tables);
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
      await runAndShow(table, options, { size, from, workers, signal });
    });
}

function addDemo(program: Command, signal: AbortSignal): void {
  program
    .command('demo')
    .description(
      'a first result in about half a minute: defects of drawn surfaces, found by the default ' +
        'method of `oneclass fit`',
    )
    .addOption(backendOption())
    .addOption(weightsOption())
    .option('--out <folder>', 'where results go', 'bench-out')
    .action(async (options: Omit<RunOptions, 'seeds'>) => {
      const { weights = await demoWeights(say) } = options;
      await runAndShow(
        demo,
        { ...options, ...(weights !== undefined && { weights }), seeds: [0] },
        { size: 'full', signal },
      );
    });
}

function addPerf(program: Command, signal: AbortSignal): void {
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
    .option(
      '--onnxruntime <python>',
      'a Python with onnxruntime and onnx, which does so for the rows of features',
    )
    .option('--out <file>', 'writes all times as JSON')
    .option('--list', 'the rows there are')
    .addHelpText(
      'after',
      '\nExample:\n  oneclass-bench perf --backend wasm --rows svdd-step-200,vgg19-1 --torch ' +
        'torch/bin/python --out times.json',
    )
    .action((options: PerfOptions) => runPerf(options, signal));
}
