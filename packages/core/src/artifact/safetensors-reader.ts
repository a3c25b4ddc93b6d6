import type { NamedTensor } from '../contract/detector.ts';
import { OneClassError } from '../error.ts';
import type { Safetensors } from './safetensors-writer.ts';

/** The format's own limit; a header is some hundred bytes a tensor. */
const LARGEST_HEADER = 100_000_000;

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file of float32 tensors, at any alignment. Every length and offset is checked before anything is
 * allocated; the tensors are copies, so `bytes` need not be kept.
 * @throws OneClassError `invalid-artifact` for anything but a whole, well-formed file; `unsupported` for other dtypes
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const { header, dataStart } = readHeader(bytes);
  const metadata = metadataOf(header);
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => entryOf(name, value));
  checkLayout(entries, bytes.length - dataStart);
  const start = bytes.byteOffset + dataStart;
  const tensors = entries.map(({ name, shape, begin, end }): [string, NamedTensor] => {
    return [name, { shape, data: new Float32Array(bytes.buffer.slice(start + begin, start + end)) }];
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  // A header is a JSON object, so the ninth byte tells safetensors from any other kind of file.
  if (bytes.length > 8 && bytes[8] !== 0x7b) throw invalid('This is not a safetensors file: it has no JSON header.');
  if (bytes.length <= 8) throw invalid(`The file ends after ${bytes.length} bytes, before its header. Copy or download it again.`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > LARGEST_HEADER) throw invalid(`This is not a safetensors file: it gives its header ${length} bytes, of ${LARGEST_HEADER} allowed.`);
  const dataStart = 8 + Number(length);
  if (dataStart > bytes.length) throw truncated(dataStart, bytes.length);
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, dataStart));
    header = JSON.parse(text);
  } catch (cause) {
    throw invalid('The header of this safetensors file is not valid JSON: the file is damaged. Copy or download it again.', { cause });
  }
  if (!isObject(header)) throw invalid('The header of this safetensors file is not a JSON object.');
  checkDuplicates(text, header);
  return { header, dataStart };
}

/** JSON.parse keeps the last of two equal keys without a word; so the keys written are counted against the keys kept. */
function checkDuplicates(text: string, header: Record<string, unknown>): void {
  let written = 0;
  for (let i = 0, quoted = false; i < text.length; i++) {
    const character = text[i];
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === ':') written++;
  }
  const kept = Object.values(header).reduce<number>((count, value) => count + 1 + (isObject(value) ? Object.keys(value).length : 0), 0);
  if (written !== kept) throw invalid('The header of this safetensors file has a key twice, or objects where there should be none.');
}

function metadataOf(header: Record<string, unknown>): Record<string, string> {
  if (!Object.hasOwn(header, '__metadata__')) return {};
  const metadata = header['__metadata__'];
  if (!isObject(metadata)) throw invalid('`__metadata__` of this safetensors file is not an object of strings.');
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') throw invalid(`\`__metadata__\` of this safetensors file should hold strings; '${key}' is not one.`);
  }
  return metadata as Record<string, string>;
}

function entryOf(name: string, value: unknown): Entry {
  if (!isObject(value)) throw invalid(`The header's entry for the tensor '${name}' is not an object.`, { argument: name });
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') throw invalid(`The tensor '${name}' has no dtype.`, { argument: name });
  if (!isCounts(shape)) throw invalid(`The shape of the tensor '${name}' is not a list of integers of 0 or more.`, { argument: name });
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw invalid(`The offsets of the tensor '${name}' are not two integers of 0 or more.`, { argument: name });
  }
  if (dtype !== 'F32') {
    throw new OneClassError('unsupported', `The tensor '${name}' has the dtype ${dtype}. Only F32 can be read: save it as float32.`, {
      argument: name,
      expected: 'F32',
      received: dtype,
    });
  }
  const [begin, end] = offsets as [number, number];
  if (end - begin !== 4 * sizeOf(shape)) {
    throw invalid(`The tensor '${name}' of shape [${shape.join(', ')}] should take ${4 * sizeOf(shape)} bytes, not ${end - begin}.`, { argument: name });
  }
  return { name, shape, begin, end };
}

function checkLayout(entries: readonly Entry[], dataLength: number): void {
  const ordered = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const { name, begin, end } of ordered) {
    if (begin !== position) {
      const what = begin > position ? 'leaves a gap before it' : 'overlaps another';
      throw invalid(`The tensor '${name}' starts at byte ${begin} of the data and ${what}.`, { argument: name });
    }
    position = end;
  }
  if (position > dataLength) throw truncated(position, dataLength);
  if (position < dataLength) throw invalid(`The file has ${dataLength - position} bytes after its last tensor.`);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);

// A product beyond 2^53 is inexact, and then larger than any file.
const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

const truncated = (needed: number, there: number): OneClassError =>
  invalid(`The file is cut short: ${needed} bytes are needed here and ${there} are there. Copy or download it again.`);

function invalid(message: string, detail: { argument?: string; cause?: unknown } = {}): OneClassError {
  return new OneClassError('invalid-artifact', message, detail);
}
