import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { OneClassError } from '@oneclass/core';
import type { Round } from './measure.ts';

const SCRIPT = fileURLToPath(new URL('../../reference/torch_steps.py', import.meta.url));

/** What the script says of itself before it takes orders. */
export interface TorchInfo {
  readonly torch: string;
  readonly python: string;
  readonly device: 'cpu' | 'cuda';
  readonly threads: number;
  /** The rows that it has. */
  readonly rows: readonly string[];
}

/** PyTorch in a process of its own, which waits between rounds. */
export interface Torch {
  readonly info: TorchInfo;
  round(row: string): Round;
  stop(): void;
}

/**
 * @param python the command;
 * @param device where PyTorch computes;
 * @throws OneClassError `not-found`, `missing-package`
 */
export async function startTorch(python: string, device: TorchInfo['device']): Promise<Torch> {
  if (!existsSync(SCRIPT)) {
    throw new OneClassError(
      'not-found',
      `${SCRIPT} is not there: the PyTorch side is in the repository of oneclass, not in its ` +
        'npm package. Run --torch from a checkout.',
      { argument: '--torch' },
    );
  }
  const child = spawn(python, ['-u', SCRIPT, device], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.on('error', () => undefined); // its end is seen below
  const ended = new Promise<never>((_, reject) => {
    child.on('error', (cause) => {
      reject(notUsable(python, cause.message, cause));
    });
    child.on('close', (code, signal) => {
      reject(
        notUsable(
          python,
          errors.trim() || `it ended with ${signal ?? `exit code ${String(code)}`}`,
        ),
      );
    });
  });
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await Promise.race([lines.next(), ended]);
    return line.done === true ? ended : line.value;
  };
  return {
    info: JSON.parse(await nextLine()) as TorchInfo,
    round: (row) => async () => {
      child.stdin.write(`${row}\n`);
      return (JSON.parse(await nextLine()) as { ms: number }).ms;
    },
    stop: () => void child.kill(),
  };
}

function notUsable(python: string, why: string, cause?: unknown): OneClassError {
  const message =
    `--torch ${python}: can't measure PyTorch. ${why} Expected a Python with PyTorch. Make ` +
    'one with `python3 -m venv torch && torch/bin/pip install torch`, and give ' +
    '--torch torch/bin/python.';
  return new OneClassError('missing-package', message, {
    argument: '--torch',
    received: python,
    cause,
  });
}
