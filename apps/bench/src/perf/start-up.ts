import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convAutoencoder } from '@oneclass/autoencoder';
import { OneClassError, pack } from '@oneclass/core';
import { writeFileAtomic } from '@oneclass/core/node';
import type { BackendChoice } from '@oneclass/runtime';
import sharp from 'sharp';
import { noise } from './fit-rows.ts';
import type { Workload } from './row.ts';

/** Beside this package, in the repository as in node_modules. */
const CLI = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));

/** Loaded into the process that is measured: writes its peak memory, KiB, to its third pipe. */
const REPORT_MEMORY = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, " +
    'String(process.resourceUsage().maxRSS)));',
)}`;

/**
 * That the command line is built, and starts.
 * @throws OneClassError `missing-package`
 */
export async function checkCli(cli = CLI): Promise<void> {
  const failure = existsSync(cli) ? await failureOf([cli, '--version']) : 'it is not there';
  if (failure === undefined) return;
  throw new OneClassError(
    'missing-package',
    `Row oneclass-score starts ${cli}: ${failure}. Run \`pnpm build\`, or install ` +
      '@oneclass/cli beside this package; or leave the row out of --rows.',
    { argument: '--rows' },
  );
}

const failureOf = (args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, (error, _, stderr) => {
      const reason = /^\w*Error.*/m.exec(stderr)?.[0] ?? error?.message ?? '';
      resolve(error ? `it does not start (${reason})` : undefined);
    });
  });

export async function startUp(backend: BackendChoice): Promise<Workload> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-perf-'));
  const [artifact, image] = [join(folder, 'detector.oneclass'), join(folder, 'image.png')];
  const images = noise(32, [32, 32, 1]);
  const detector = await convAutoencoder.fit(images, { epochs: 1 });
  await writeFileAtomic(artifact, pack(detector));
  detector.dispose();
  await sharp(images.bytes.subarray(0, 1024), {
    raw: { width: 32, height: 32, channels: 1 },
  }).toFile(image);

  let peak = 0;
  return {
    async run() {
      peak = Math.max(
        peak,
        await runToEnd([
          '--import',
          REPORT_MEMORY,
          CLI,
          'score',
          artifact,
          image,
          '--backend',
          backend.name,
        ]),
      );
    },
    peakMemory: () => peak / 1024,
    dispose: () => rm(folder, { recursive: true }),
  };
}

/** @returns peak memory, KiB */
function runToEnd(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    let memory = '';
    let errors = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => (memory += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Number(memory));
      else
        reject(
          new OneClassError(
            'unsupported',
            `\`oneclass score\` failed, so it can't be measured: ${errors.trim()}`,
            { argument: '--rows' },
          ),
        );
    });
  });
}
