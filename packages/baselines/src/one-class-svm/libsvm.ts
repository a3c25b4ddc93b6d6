import { OneClassError } from '@oneclass/core';
import type Libsvm from 'libsvm-js/asm.js';
import { rowOf, type Rows } from '../features/rows.ts';
import { gigabytes } from '../memory.ts';

export interface TrainedSvm {
  /** Of the support vectors among the rows. */
  readonly positions: readonly number[];
  readonly coefficients: Float32Array;
  /** Six digits of ρ. */
  readonly offset: number;
}

/**
 * Trains LIBSVM's one-class SVM with an RBF kernel: one call, which nothing interrupts.
 * @throws OneClassError `missing-package` without libsvm-js; `invalid-data` for more rows than
 *   its memory holds
 */
export async function trainLibsvm(
  rows: Rows,
  { gamma, nu }: { gamma: number; nu: number },
): Promise<TrainedSvm> {
  checkMemory(rows);
  const SVM = await loadLibsvm();
  const svm = new SVM({
    type: SVM.SVM_TYPES.ONE_CLASS,
    kernel: SVM.KERNEL_TYPES.RBF,
    gamma,
    nu,
    quiet: true,
  });
  try {
    const each = Array.from({ length: rows.count }, (_, i) => rowOf(rows, i));
    svm.train(
      each,
      each.map(() => 1),
    );
    return { positions: svm.getSVIndices(), ...parseModel(svm.serializeModel()) };
  } finally {
    svm.free();
  }
}

/**
 * A head with `rho`, then `SV` and a line for each support vector, which begins with its
 * coefficient.
 */
function parseModel(text: string): { coefficients: Float32Array; offset: number } {
  const [head = '', vectors = ''] = text.split('\nSV\n');
  const [, rho = ''] = /^rho (\S+)$/m.exec(head) ?? [];
  const lines = vectors.split('\n').filter((line) => line !== '');
  return {
    coefficients: Float32Array.from(lines, (line) => Number.parseFloat(line)),
    offset: Number(rho),
  };
}

/**
 * Its heap ends at 2 GiB, and running into that aborts; it holds 16 bytes a value and a cache of
 * kernel values.
 */
const BUDGET = 1.6e9;
const BYTES = 16;

function checkMemory({ count, size }: Rows): void {
  const bytes = count * (size + 1) * BYTES;
  if (bytes <= BUDGET) return;
  throw new OneClassError(
    'invalid-data',
    `one-class-svm received ${String(count)} images of ${String(size)} features, which take ` +
      `${gigabytes(bytes)}; libsvm holds ${gigabytes(BUDGET)}. ` +
      'Set `explainedVariance` to 0.95, make the images smaller, or fit on fewer of them.',
    { argument: 'normal', expected: gigabytes(BUDGET), received: bytes },
  );
}

let loaded: Promise<typeof Libsvm> | undefined;

/** Loaded once, by the first fit; a detector that is restored does without. */
const loadLibsvm = (): Promise<typeof Libsvm> => (loaded ??= importLibsvm());

/**
 * Its build in JavaScript: that in WebAssembly does not load in Node 18 and later without printing
 * warnings.
 * @throws OneClassError `missing-package`
 */
async function importLibsvm(): Promise<typeof Libsvm> {
  const { process } = globalThis as { process?: NodeJS.Process | undefined };
  const before = process?.listeners('unhandledRejection') ?? [];
  try {
    const { default: SVM } = await import('libsvm-js/asm.js');
    return SVM;
  } catch (cause) {
    loaded = undefined;
    throw new OneClassError(
      'missing-package',
      "Fitting one-class-svm takes the package 'libsvm-js', which could not be loaded. " +
        'Install it: npm i libsvm-js',
      {
        argument: 'libsvm-js',
        expected: 'an installed libsvm-js',
        cause,
      },
    );
  } finally {
    // It ends the process, without a word, at any promise that is rejected and not handled: not for
    // a library to decide.
    const added =
      process?.listeners('unhandledRejection').filter((listener) => !before.includes(listener)) ??
      [];
    for (const listener of added)
      if (String(listener).includes('process["exit"](1)'))
        process?.removeListener('unhandledRejection', listener);
  }
}
