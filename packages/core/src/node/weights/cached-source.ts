import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SafetensorsEntry } from '../../artifact/safetensors-header.ts';
import { OneClassError } from '../../error.ts';
import { withLock } from '../file/lock.ts';
import { writeFileAtomic } from '../file/write-file-atomic.ts';
import { sha256 } from '../../weights/hash.ts';
import {
  remoteSource,
  type DownloadOptions,
  type RemoteSource,
} from '../../weights/remote-source.ts';
import type { Version } from '../../weights/range-request.ts';
import type { TensorBytes, TensorSource } from '../../weights/tensor-source.ts';

/** What a cache folder says of the file that its tensors are of. */
interface CacheIndex {
  readonly url: string;
  readonly version: Version;
  readonly entries: readonly SafetensorsEntry[];
  /** SHA-256 of the tensors that are there, by name. */
  readonly sha256: Readonly<Record<string, string>>;
}

const INDEX = 'index.json';

/**
 * A safetensors file at an address, whose tensors are kept, each in a file of its own, as they
 * come. What is there and has its SHA-256 is not asked for again; when all is there, nothing is
 * asked for at all. Of processes that want the same file at once, one downloads.
 * @param cache a folder for each address comes into `weights` in here
 * @throws OneClassError as `remoteSource`; `download-failed` when the folder can't be written, or
 *   the file at the address is no longer the one that is kept
 */
export async function cachedSource(
  url: string,
  cache: string,
  options: DownloadOptions,
): Promise<TensorSource> {
  const folder = join(cache, 'weights', (await sha256(new TextEncoder().encode(url))).slice(0, 16));
  const locked = <T>(work: () => Promise<T>): Promise<T> =>
    withLock(
      join(folder, 'lock'),
      {
        signal: options.signal,
        onWait: () => options.onProgress?.({ type: 'download-wait', file: url }),
      },
      work,
    );
  let remote: RemoteSource | undefined;
  const open = async (): Promise<RemoteSource> => (remote ??= await remoteSource(url, options));
  const { entries } =
    (await readIndex(folder, url)) ?? (await locked(() => startFolder(folder, url, open)));
  return {
    name: url,
    entries,
    async *read(wanted) {
      const there = await keptTensors(folder, url, wanted);
      yield* there;
      const missing = wanted.filter((entry) => !there.some(([{ name }]) => name === entry.name));
      if (missing.length > 0) yield* await locked(() => download(missing, { folder, url, open }));
    },
  };
}

async function readIndex(folder: string, url: string): Promise<CacheIndex | undefined> {
  try {
    const index = JSON.parse(await readFile(join(folder, INDEX), 'utf8')) as CacheIndex;
    return index.url === url ? index : undefined;
  } catch {
    return undefined; // not there, or damaged: begun anew
  }
}

async function startFolder(
  folder: string,
  url: string,
  open: () => Promise<RemoteSource>,
): Promise<CacheIndex> {
  const there = await readIndex(folder, url); // of another process, while this one waited
  if (there) return there;
  const { entries, version } = await open();
  const index: CacheIndex = { url, version, entries, sha256: {} };
  await writeIndex(folder, index);
  return index;
}

async function writeIndex(folder: string, index: CacheIndex): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, INDEX), new TextEncoder().encode(JSON.stringify(index)));
}

const tensorFile = (folder: string, { name }: SafetensorsEntry): string =>
  join(folder, `${encodeURIComponent(name)}.bin`);

/** Those of `wanted` that are there, whole. */
async function keptTensors(
  folder: string,
  url: string,
  wanted: readonly SafetensorsEntry[],
): Promise<TensorBytes[]> {
  const index = await readIndex(folder, url);
  const kept: TensorBytes[] = [];
  for (const entry of wanted) {
    const expected = index?.sha256[entry.name];
    const bytes =
      expected === undefined
        ? undefined
        : await readFile(tensorFile(folder, entry)).catch(() => undefined);
    if (bytes && (await sha256(bytes)) === expected) kept.push([entry, bytes]);
  }
  return kept;
}

interface Download {
  readonly folder: string;
  readonly url: string;
  readonly open: () => Promise<RemoteSource>;
}

/** What another process got while this one waited is not downloaded again. */
async function download(
  wanted: readonly SafetensorsEntry[],
  { folder, url, open }: Download,
): Promise<TensorBytes[]> {
  const tensors = await keptTensors(folder, url, wanted);
  const missing = wanted.filter((entry) => !tensors.some(([{ name }]) => name === entry.name));
  if (missing.length === 0) return tensors;
  const source = await open();
  const index = (await readIndex(folder, url)) ?? {
    url,
    version: source.version,
    entries: source.entries,
    sha256: {},
  };
  checkSameFile(source, index, folder);
  let hashes = index.sha256;
  for await (const tensor of source.read(missing)) {
    const [entry, bytes] = tensor;
    await writeFileAtomic(tensorFile(folder, entry), bytes);
    hashes = { ...hashes, [entry.name]: await sha256(bytes) };
    await writeIndex(folder, { ...index, sha256: hashes });
    tensors.push(tensor);
  }
  return tensors;
}

function checkSameFile(
  source: RemoteSource,
  { version, entries, url }: CacheIndex,
  folder: string,
): void {
  const sameTag = version.etag === source.version.etag;
  if (sameTag && JSON.stringify(entries) === JSON.stringify(source.entries)) return;
  throw new OneClassError(
    'download-failed',
    `${url}: the file there is no longer the one whose tensors are kept in ${folder}. Remove ` +
      'that folder to begin anew.',
    {
      argument: url,
    },
  );
}
