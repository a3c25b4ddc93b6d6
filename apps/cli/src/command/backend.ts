import {
  installNative,
  measureBackends,
  removeNative,
  type InstallEvent,
  type InstallStep,
  type MeasuredBackend,
  type Variant,
} from '@oneclass/runtime/node';
import { print, printJson, say } from '@oneclass/terminal';
import { printTable } from '../print/print-table.ts';

export interface BackendOptions {
  readonly json?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** `oneclass backend` */
export async function backend({ json, signal }: BackendOptions): Promise<void> {
  const measured = await measureBackends({ signal });
  if (json === true) {
    printJson(measured);
    return;
  }
  printTable(['backend', 'device', 'threads', 'GFLOP/s', 'versions'], measured.map(tableRow));
  for (const entry of measured) {
    const remark = entry.problem ?? entry.warning;
    if (remark !== undefined) print(`${entry.name}: ${remark}`);
  }
  const best = measured.find(({ problem }) => problem === null);
  if (best)
    say(
      `Unless told otherwise (--backend, ONECLASS_BACKEND), ${best.name} is used. GFLOP/s: of ` +
        'a 3×3 convolution.',
    );
}

function tableRow(measured: MeasuredBackend): string[] {
  if (measured.problem !== null) return [measured.name, '–', '–', '–', '–'];
  const { name, device, threads, gflops, versions } = measured;
  const named = Object.entries(versions).map(([part, version]) => `${part} ${version}`);
  return [name, device, String(threads), gflops.toFixed(gflops < 10 ? 1 : 0), named.join(', ')];
}

export interface BackendInstallOptions {
  readonly cpu?: boolean | undefined;
  readonly cuda?: boolean | undefined;
  readonly tensorflow?: string | undefined;
  readonly signal: AbortSignal;
}

/** `oneclass backend install` */
export async function installBackend({
  cpu,
  cuda,
  tensorflow,
  signal,
}: BackendInstallOptions): Promise<void> {
  const variant: Variant | undefined = cpu === true ? 'cpu' : cuda === true ? 'cuda' : undefined;
  const { installation, present, measured } = await installNative({
    signal,
    onProgress: showStep,
    ...(variant && { variant }),
    ...(tensorflow !== undefined && { tensorflow }),
  });
  say(
    `TensorFlow ${installation.tensorflow} (${installation.variant}) ` +
      `${present ? 'is there already and works' : 'is installed and works'}: ` +
      `${measured.device}, ${measured.gflops.toFixed(0)} GFLOP/s.`,
  );
  if (installation.variant === 'cuda' && measured.device === 'CPU')
    say('It found no GPU that it can use, and computes on the processor.');
  print(installation.folder);
}

const STEPS: Readonly<Record<InstallStep, string>> = {
  package: '1/4 @tensorflow/tfjs-node-gpu, by npm',
  tensorflow: '2/4 TensorFlow, by pip (0.3 GB; with CUDA some 3 GB)',
  build: '3/4 building the binding',
  verify: '4/4 computing with it',
};

function showStep(event: InstallEvent): void {
  if (event.type === 'install-wait')
    say('Another process is installing or removing: waiting for it.');
  else if (event.type === 'step-start') say(`${STEPS[event.step]} …`);
  else say(`    done in ${event.seconds.toFixed(1)} s`);
}

/** `oneclass backend remove` */
export async function removeBackend({ signal }: { readonly signal: AbortSignal }): Promise<void> {
  const removed = await removeNative({ signal, onProgress: showStep });
  for (const { tensorflow, variant, folder } of removed) {
    say(`TensorFlow ${tensorflow} (${variant}) is removed.`);
    print(folder);
  }
  if (removed.length === 0) say('No native TensorFlow was installed here: nothing to remove.');
}
