import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { OneClassError } from '@oneclass/core';
import type { Round } from './measure.ts';

/** Another implementation of some rows, as a Python script. */
interface ReferenceKind {
  /** As the report and the flag call it. */
  readonly name: 'torch' | 'onnxruntime';
  readonly title: string;
  readonly script: string;
  /** What pip installs for it. */
  readonly packages: string;
}

const TORCH: ReferenceKind = {
  name: 'torch',
  title: 'PyTorch',
  script: 'torch_steps.py',
  packages: 'torch',
};
const ONNXRUNTIME: ReferenceKind = {
  name: 'onnxruntime',
  title: 'onnxruntime',
  script: 'onnxruntime_steps.py',
  packages: 'onnxruntime onnx pillow',
};

/** What the script says of itself before it takes orders. */
export interface ReferenceInfo {
  /** Its version. */
  readonly torch?: string;
  readonly onnxruntime?: string;
  readonly python: string;
  readonly device: 'cpu' | 'cuda';
  readonly threads: number;
  /** The rows that it has. */
  readonly rows: readonly string[];
}

/** A reference in a process of its own, which waits between rounds. */
export interface Reference {
  readonly name: ReferenceKind['name'];
  readonly info: ReferenceInfo;
  round(row: string): Round;
  stop(): void;
}

/**
 * @param python the command;
 * @param device where PyTorch computes;
 * @throws OneClassError `not-found`, `missing-package`
 */
export const startTorch = (python: string, device: 'cpu' | 'cuda'): Promise<Reference> =>
  start(TORCH, python, [device]);

/** On the processor. @throws OneClassError as {@link startTorch} */
export const startOnnxruntime = (python: string): Promise<Reference> =>
  start(ONNXRUNTIME, python, []);

async function start(
  kind: ReferenceKind,
  python: string,
  args: readonly string[],
): Promise<Reference> {
  const script = fileURLToPath(new URL(`../../reference/${kind.script}`, import.meta.url));
  if (!existsSync(script)) {
    throw new OneClassError(
      'not-found',
      `${script} is not there: the side of ${kind.title} is in the repository of oneclass, not ` +
        `in its npm package. Run --${kind.name} from a checkout.`,
      { argument: `--${kind.name}` },
    );
  }
  const child = spawn(python, ['-u', script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.on('error', () => undefined); // its end is seen below
  const refuse = (why: string, cause?: unknown) => notUsable(kind, { python, why, cause });
  const ended = new Promise<never>((_, reject) => {
    child.on('error', (cause) => {
      reject(refuse(cause.message, cause));
    });
    child.on('close', (code, signal) => {
      reject(refuse(errors.trim() || `it ended with ${signal ?? `exit code ${String(code)}`}`));
    });
  });
  ended.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await Promise.race([lines.next(), ended]);
    return line.done === true ? ended : line.value;
  };
  return {
    name: kind.name,
    info: JSON.parse(await nextLine()) as ReferenceInfo,
    round: (row) => async () => {
      child.stdin.write(`${row}\n`);
      return (JSON.parse(await nextLine()) as { ms: number }).ms;
    },
    stop: () => void child.kill(),
  };
}

interface Unusable {
  readonly python: string;
  readonly why: string;
  readonly cause: unknown;
}

function notUsable(
  { name, title, packages }: ReferenceKind,
  { python, why, cause }: Unusable,
): OneClassError {
  const message =
    `--${name} ${python}: can't measure ${title}. ${why} Expected a Python with ${title}. Make ` +
    `one with \`python3 -m venv ${name} && ${name}/bin/pip install ${packages}\`, and give ` +
    `--${name} ${name}/bin/python.`;
  return new OneClassError('missing-package', message, {
    argument: `--${name}`,
    received: python,
    cause,
  });
}
