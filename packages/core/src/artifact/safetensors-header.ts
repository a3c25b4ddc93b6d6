import { OneClassError } from '../error.ts';

/** The format's own limit; a header is some hundred bytes a tensor. */
const LARGEST_HEADER = 100_000_000;

/** Where a tensor is in its file. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the file's start. */
  readonly begin: number;
  readonly end: number;
}

/** What a safetensors file says of itself. */
export interface SafetensorsIndex {
  /** In the order of their bytes, without gaps. */
  readonly entries: readonly SafetensorsEntry[];
  /** `__metadata__`: free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes of the whole file. */
  readonly length: number;
}

/** The length of its header's start, which tells the length of all of it. */
export const SAFETENSORS_PREFIX = 9;

/**
 * How many bytes of a safetensors file come before its tensors.
 * @param start at least the first {@link SAFETENSORS_PREFIX} bytes
 * @throws OneClassError `invalid-artifact` for the start of another kind of file
 */
export function safetensorsHeaderLength(start: Uint8Array): number {
  // A header is a JSON object, so the ninth byte tells safetensors from any other kind of file.
  if (start.length > 8 && start[8] !== 0x7b)
    throw invalid('This is not a safetensors file: it has no JSON header.');
  if (start.length <= 8)
    throw invalid(
      `The file ends after ${start.length} bytes, before its header. Copy or download it again.`,
    );
  const length = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  if (length > LARGEST_HEADER)
    throw invalid(
      `This is not a safetensors file: it gives its header ${length} bytes, of ` +
        `${LARGEST_HEADER} allowed.`,
    );
  return 8 + Number(length);
}

/**
 * Reads the header alone, so that single tensors of a large file can be read. Every offset is
 * checked.
 * @param start the file from its first byte to the end of the header, or beyond
 * @throws OneClassError `invalid-artifact` for anything but a whole, well-formed header
 */
export function readSafetensorsIndex(start: Uint8Array): SafetensorsIndex {
  const dataStart = safetensorsHeaderLength(start);
  if (dataStart > start.length) throw truncated(dataStart, start.length);
  const header = parseHeader(start.subarray(8, dataStart));
  const metadata = metadataOf(header);
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => entryOf(name, value, dataStart))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  return { entries, metadata, length: checkLayout(entries, dataStart) };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw invalid(
      'The header of this safetensors file is not valid JSON: the file is damaged. Copy or ' +
        'download it again.',
      { cause },
    );
  }
  if (!isObject(header)) throw invalid('The header of this safetensors file is not a JSON object.');
  checkDuplicates(text, header);
  return header;
}

/**
 * JSON.parse keeps the last of two equal keys without a word; so the keys written are counted
 * against the keys kept.
 */
function checkDuplicates(text: string, header: Record<string, unknown>): void {
  let written = 0;
  for (let i = 0, quoted = false; i < text.length; i++) {
    const character = text[i];
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === ':') written++;
  }
  const kept = Object.values(header).reduce<number>(
    (count, value) => count + 1 + (isObject(value) ? Object.keys(value).length : 0),
    0,
  );
  if (written !== kept)
    throw invalid(
      'The header of this safetensors file has a key twice, or objects where there should be none.',
    );
}

function metadataOf(header: Record<string, unknown>): Record<string, string> {
  if (!Object.hasOwn(header, '__metadata__')) return {};
  const metadata = header['__metadata__'];
  if (!isObject(metadata))
    throw invalid('`__metadata__` of this safetensors file is not an object of strings.');
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string')
      throw invalid(
        `\`__metadata__\` of this safetensors file should hold strings; '${key}' is not one.`,
      );
  }
  return metadata as Record<string, string>;
}

function entryOf(name: string, value: unknown, dataStart: number): SafetensorsEntry {
  if (!isObject(value))
    throw invalid(`The header's entry for the tensor '${name}' is not an object.`, {
      argument: name,
    });
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string')
    throw invalid(`The tensor '${name}' has no dtype.`, { argument: name });
  if (!isCounts(shape))
    throw invalid(`The shape of the tensor '${name}' is not a list of integers of 0 or more.`, {
      argument: name,
    });
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw invalid(`The offsets of the tensor '${name}' are not two integers of 0 or more.`, {
      argument: name,
    });
  }
  const [begin, end] = offsets as [number, number];
  if (dtype === 'F32' && end - begin !== 4 * sizeOf(shape)) {
    throw invalid(
      `The tensor '${name}' of shape [${shape.join(', ')}] should take ${4 * sizeOf(shape)} ` +
        `bytes, not ${end - begin}.`,
      { argument: name },
    );
  }
  return { name, dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

/** The end of the last tensor. */
function checkLayout(entries: readonly SafetensorsEntry[], dataStart: number): number {
  let position = dataStart;
  for (const { name, begin, end } of entries) {
    if (begin !== position || end < begin) {
      const what = begin > position ? 'leaves a gap before it' : 'overlaps another';
      throw invalid(
        `The tensor '${name}' starts at byte ${begin - dataStart} of the data and ${what}.`,
        { argument: name },
      );
    }
    position = end;
  }
  return position;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);

// A product beyond 2^53 is inexact, and then larger than any file.
const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

export const truncated = (needed: number, there: number): OneClassError =>
  invalid(
    `The file is cut short: ${needed} bytes are needed here and ${there} are there. Copy or ` +
      'download it again.',
  );

export function invalid(
  message: string,
  detail: { argument?: string; cause?: unknown } = {},
): OneClassError {
  return new OneClassError('invalid-artifact', message, detail);
}
