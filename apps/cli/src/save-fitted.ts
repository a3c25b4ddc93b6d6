import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Inspector } from '@oneclass/inspection';
import { saveInspector, type CheckpointFolder } from '@oneclass/inspection/node';
import { say } from '@oneclass/terminal';

/**
 * Saves a fit of hours, which is not lost where it can't be written: without a checkpoint its
 * detector goes to the system's folder for temporary files, which is said.
 * @throws OneClassError as `saveInspector`, also where it is saved elsewhere
 */
export async function saveFitted(
  inspector: Inspector,
  output: string,
  checkpoint: CheckpointFolder | undefined,
): Promise<void> {
  try {
    await saveInspector(inspector, output);
  } catch (error) {
    if ((await checkpoint?.exists()) !== true) await saveElsewhere(inspector, basename(output));
    throw error;
  }
}

async function saveElsewhere(inspector: Inspector, name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'oneclass-')).catch(() => undefined);
  if (folder === undefined) return;
  try {
    const path = join(folder, name);
    await saveInspector(inspector, path);
    say(`The detector is in ${path} instead: move it from there.`);
  } catch {
    await rm(folder, { recursive: true, force: true }); // no room there either
  }
}
