import { isOneClassError, OneClassError } from '@oneclass/core';
import {
  dataFolders,
  describeSet,
  downloadSet,
  findCategories,
  findNamedSet,
  manualSets,
  namedSets,
  type DownloadEvent,
  type NamedSet,
} from '@oneclass/core/node';
import { createProgress, print, printJson, printPairs, say } from '@oneclass/terminal';

export interface DatasetsOptions {
  readonly json?: boolean | undefined;
  readonly dataDir?: string | undefined;
}

interface ListedSet extends NamedSet {
  /** Empty where it is not found, or needs no file. */
  readonly folders: readonly string[];
  readonly splits: readonly string[];
  /** Of a set of image folders: those that are there. */
  readonly categories: readonly string[];
  /** Why what is there can't be used; null where nothing is wrong. */
  readonly problem: string | null;
}

/** `oneclass datasets` */
export async function datasets({ json, dataDir }: DatasetsOptions): Promise<void> {
  const listed = await Promise.all(
    [...namedSets, ...manualSets].map((set) => lookFor(set, dataFolders(dataDir))),
  );
  if (json === true) {
    printJson(listed);
    return;
  }
  for (const set of listed) {
    print(`${set.name}  ${set.title}`);
    printPairs([
      ['  licence', set.licence],
      ['  classes', set.classes.join(', ')],
      ['  where', whereOf(set)],
    ]);
  }
}

async function lookFor(set: NamedSet, folders: readonly string[]): Promise<ListedSet> {
  try {
    const { folders: found, splits } = (await findNamedSet(set.name, folders)) ?? {
      folders: [],
      splits: [],
    };
    const categories =
      set.download === 'manual'
        ? (await findCategories(set.name, folders)).map(({ category }) => category)
        : [];
    return { ...set, folders: found, splits, categories, problem: null };
  } catch (error) {
    if (!isOneClassError(error)) throw error;
    return { ...set, folders: [], splits: [], categories: [], problem: error.message };
  }
}

function whereOf({
  name,
  classes,
  categories,
  download,
  folders,
  splits,
  problem,
  source,
}: ListedSet): string {
  if (problem !== null) return problem;
  if (download === 'none') return `drawn when it is used, as ${name}:${classes[0] ?? ''}`;
  if (folders.length === 0)
    return download === 'manual'
      ? `not here; fetch it by hand from ${source}`
      : `not here; oneclass datasets download ${name}`;
  const found = folders.join(', ');
  if (download === 'manual') {
    const part = categories.length === classes.length ? '' : ` (only ${categories.join(', ')})`;
    return `${found}${part}; as ${name}:${categories[0] ?? ''}`;
  }
  return splits.length === 2 ? found : `${found} (only its ${splits.join('')} split)`;
}

export interface DownloadOptions {
  readonly folder?: string | undefined;
  readonly signal: AbortSignal;
}

/** `oneclass datasets download`: the licence first. */
export async function download(name: string, { folder, signal }: DownloadOptions): Promise<void> {
  if (folder === '')
    throw new OneClassError(
      'invalid-argument',
      'The name after --folder is empty. Name a folder, as in --folder data.',
      { argument: '--folder', received: folder },
    );
  const { title, licence, source, download: way } = describeSet(name);
  if (way === 'automatic') say(`${title}\nLicence: ${licence}. ${source}`);
  const progress = showDownload();
  try {
    const done = await downloadSet(name, {
      folder,
      signal,
      onProgress: progress.onProgress,
    });
    print(done.folder);
  } finally {
    progress.stop();
  }
}

/** A phase a file, in megabytes. */
function showDownload(): { onProgress: (event: DownloadEvent) => void; stop: () => void } {
  const progress = createProgress(process.stderr);
  let current: string | undefined;
  return {
    stop: progress.stop,
    onProgress(event) {
      if (event.type === 'download-retry') {
        progress.say(`${event.file}: ${event.reason}; trying again in ${String(event.seconds)} s`);
      } else if (event.type === 'download-silent') {
        const [seconds, limit] = [String(event.seconds), String(event.limit)];
        const what = event.bytes === 0 ? 'nothing has' : `only ${String(event.bytes)} bytes have`;
        progress.say(`${event.file}: ${what} come for ${seconds} s; given up after ${limit} s`);
      } else if (event.type === 'download-wait') {
        progress.say(`Another process is downloading to ${event.folder}: waiting for it.`);
      } else {
        const { file, done, total } = event;
        if (file !== current)
          progress.onProgress({
            type: 'phase-start',
            phase: file,
            unit: 'bytes',
            stepsPerEpoch: total,
            units: total,
          });
        current = file;
        progress.onProgress({
          type: 'step-end',
          phase: file,
          epoch: 1,
          step: done,
          stepsPerEpoch: total,
          losses: {},
          unit: 'bytes',
          unitsPerSecond: 0,
        });
      }
    },
  };
}
