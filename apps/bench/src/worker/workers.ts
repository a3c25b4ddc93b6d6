import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createProgress } from '@oneclass/terminal';
import type { CheckedCell } from '../table/checked-cell.ts';
import type { CellRun } from '../cell/cell-run.ts';
import { checkpointOf } from '../cell/place.ts';
import { readResult } from '../cell/read-result.ts';
import { recordDeath } from '../cell/record-death.ts';
import type { CellFailure, CellResult } from '../cell/result.ts';
import type { Size } from '../table/table.ts';
import { wrongTable } from '../table/wrong-table.ts';
import { receivedError, STOP, type Order, type Report } from './order.ts';

export interface WorkersOptions {
  /** Cells at a time. */
  readonly count: number;
  /** The table's name, or its file. */
  readonly table: string;
  readonly size: Size;
  readonly seeds: readonly number[];
  /** `--weights` */
  readonly weights?: string | undefined;
}

/** Runs cells in processes of their own. */
export interface Workers {
  readonly count: number;
  /**
   * As `runCell`. One whose process dies is continued in another, or begun again where its method
   * does not resume; if that dies too, the cell has failed.
   */
  run(cell: CheckedCell, run: CellRun): Promise<CellResult | CellFailure>;
}

export function createWorkers({ count, ...source }: WorkersOptions): Workers {
  const env = { ...shareFor(count), ...process.env };
  return {
    count,
    async run(cell, run) {
      const { backend, folders, place, fitted, signal, say } = run;
      if (run.force === true) {
        // Here, not in a worker, which may die before it comes to that: the next one would continue
        // the old fit.
        await checkpointOf(place).remove();
      }
      const order: Order = {
        ...source,
        cell: cell.id,
        backend: backend.name,
        folders,
        path: place.path,
        fitted,
      };
      const first = await inProcess(order, { env, signal, say });
      if (first === undefined) return resultOf(cell, run);
      const goesOn = cell.method.resumable ? 'continues what it saved' : 'begins again';
      say(`${cell.id}: its worker ${first}, another ${goesOn}`);
      const second = await inProcess(order, { env, signal, say });
      if (second === undefined) return resultOf(cell, run);
      return recordDeath(
        cell,
        run,
        `Two workers died of it: the first ${first}, the second ${second}. With fewer ` +
          '--workers each has more memory.',
      );
    },
  };
}

/**
 * Native threads of each, unless the user has set them; and no more of a GPU's memory than it
 * needs, where TensorFlow would take all.
 */
function shareFor(workers: number): NodeJS.ProcessEnv {
  const threads = String(Math.max(1, Math.floor(availableParallelism() / workers)));
  return {
    TF_NUM_INTRAOP_THREADS: threads,
    OMP_NUM_THREADS: threads,
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  };
}

async function resultOf(cell: CheckedCell, { place }: CellRun): Promise<CellResult | CellFailure> {
  const result = await readResult(`${place.path}.json`, place.keys);
  if (result) return result;
  throw wrongTable(
    `Cell "${cell.id}" was another one the second time cells() was asked. It must give the ` +
      'same each time; draw from a seed.',
    { argument: 'cells', received: cell.id },
  );
}

// The source in a checkout, with the flags that this process was started with; else what was built.
const ENTRY = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url),
);

interface ProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * @returns how the worker died, or nothing when it has done its cell
 * @throws the worker's error; the signal's reason when aborted, once the worker has ended
 */
async function inProcess(
  order: Order,
  { env, signal, say }: ProcessOptions,
): Promise<string | undefined> {
  signal.throwIfAborted();
  const child = fork(ENTRY, [JSON.stringify(order)], {
    env,
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const onAbort = (): void => {
    if (child.connected) child.send(STOP, () => undefined); // it may have just ended
  };
  signal.addEventListener('abort', onAbort);
  try {
    const { report, death } = await ending(child, { name: order.cell, say });
    signal.throwIfAborted();
    if (report?.type === 'error') throw receivedError(report.error);
    return report === undefined ? death : undefined;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

interface Ending {
  /** Its last word, if there was one. */
  readonly report: Report | undefined;
  readonly death: string;
}

function ending(
  child: ChildProcess,
  { name, say }: { name: string; say: (line: string) => void },
): Promise<Ending> {
  let report: Report | undefined;
  const progress = createProgress(
    linesTo((line) => {
      say(`${name}: ${line}`);
    }),
  );
  child.on('message', (message: Report) => {
    if (message.type === 'progress') progress.onProgress(message.event);
    else if (message.type === 'say') say(message.line);
    else report = message;
  });
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => {
      say(`${name}: ${line}`);
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const death =
        signal === null
          ? `ended with exit code ${String(code)}`
          : 'was killed by ' +
            `${signal}${signal === 'SIGKILL' ? ', as by the system when memory runs out' : ''}`;
      resolve({ report, death });
    });
  });
}

/**
 * No terminal, so that progress comes in lines: bars of several workers would overwrite each other.
 */
const linesTo = (say: (line: string) => void): Writable =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      say(chunk.toString().trimEnd());
      done();
    },
  });
