/** @file A detector's or a weights file, changed in one place, by what the place means. */
import type { Rng } from '../../packages/core/src/index.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Entry {
  dtype: Json;
  shape: Json;
  data_offsets: Json;
}

/** A safetensors file, taken apart. */
interface Parts {
  readonly header: { [key: string]: Json };
  /** `__metadata__.oneclass`, of a detector's file. */
  readonly info: { [key: string]: Json } | undefined;
  data: Uint8Array;
}

function partsOf(file: Uint8Array): Parts {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const written = new TextDecoder().decode(file.subarray(8, 8 + length));
  const header = JSON.parse(written) as { [key: string]: Json };
  const metadata = header['__metadata__'] as { oneclass?: string } | undefined;
  const text = metadata?.oneclass;
  const info = text === undefined ? undefined : (JSON.parse(text) as { [key: string]: Json });
  return { header, info, data: file.slice(8 + length) };
}

function fileOf({ header, info, data }: Parts): Uint8Array {
  const whole = info ? { ...header, __metadata__: { oneclass: JSON.stringify(info) } } : header;
  const text = new TextEncoder().encode(JSON.stringify(whole));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** What a value may be replaced by: wrong kinds, wrong sizes, and what terminals act on. */
const VALUES: readonly Json[] = [
  ...[null, true, false, 0, -0, 1, 2, 3, -1, 0.5, 7, 64, 1000, 65_536, 1e6, 1e9, 2 ** 31, 2 ** 53],
  ...[1e20, 1e300, -1e9, 1e-300, '', 'x', 'constructor', '__proto__', '../../x', '1', 'NaN'],
  ...['\u001b[2J\nthreshold 5', 'x'.repeat(10_000), [], {}, [1], [1e9, 1e9, 1], [[[[]]]]],
  ...[{ seed: 1 }, [8192, 8192, 1], [1, 1, 1], [28, 28, 3], [-1, 8, 1], [4096, 4096, 4096]],
];
const FLOATS = [NaN, Infinity, -Infinity, 0, -1, 1e38, -1e38, 1e-45, 0.5, 3, 1e9, 16_777_217];

const oneOf = <T>(rng: Rng, list: readonly T[]): T => list[rng.integer(list.length)] as T;

/** Replaces, removes, adds or doubles one value at any depth. */
function changeJson(rng: Rng, value: { [key: string]: Json } | Json[]): string {
  const keys = Object.keys(value);
  const key = oneOf(rng, keys);
  const inside = (value as { [key: string]: Json })[key];
  const nested = typeof inside === 'object' && inside !== null && Object.keys(inside).length > 0;
  if (nested && rng.uniform() < 0.7) return `${key}.${changeJson(rng, inside)}`;
  const target = value as { [key: string]: Json };
  const way = rng.integer(10);
  if (way === 0) {
    if (Array.isArray(value)) value.pop();
    else delete target[key];
    return `${key}: removed`;
  }
  const put = typeof inside === 'number' && way < 5 ? near(rng, inside) : oneOf(rng, VALUES);
  if (way === 1 && !Array.isArray(value)) {
    target[`${key}2`] = put;
    return `${key}2: added`;
  }
  target[key] = structuredClone(put);
  return `${key}: ${JSON.stringify(put)?.slice(0, 40)}`;
}

const near = (rng: Rng, number: number): number =>
  oneOf(rng, [
    number + 1,
    number - 1,
    -number,
    2 * number,
    number / 2,
    number * 1000,
    number + 0.5,
  ]);

const entriesOf = ({ header }: Parts): [string, Entry][] =>
  Object.entries(header).filter(([name]) => name !== '__metadata__') as unknown as [
    string,
    Entry,
  ][];

type Change = (rng: Rng, parts: Parts) => string;

/** A tensor of another shape, name or place, in a file that is otherwise in order. */
const changeTensor: Change = (rng, parts) => {
  const [name, entry] = oneOf(rng, entriesOf(parts));
  const shape = entry.shape as number[];
  const ways: (() => string)[] = [
    () => `shape turned: ${((entry.shape = shape.toReversed()), '')}`,
    () => `shape flattened: ${((entry.shape = [shape.reduce((a, b) => a * b, 1)]), '')}`,
    () => `shape wrapped: ${((entry.shape = [1, ...shape]), '')}`,
    () => {
      delete parts.header[name];
      return 'removed';
    },
    () => {
      parts.header[`${name}.more`] = entry as unknown as Json;
      delete parts.header[name];
      return 'renamed';
    },
    () => {
      const [other, its] = oneOf(rng, entriesOf(parts));
      parts.header[name] = its as unknown as Json;
      parts.header[other] = entry as unknown as Json;
      return `exchanged with ${other}`;
    },
    () => changeJson(rng, entry as unknown as { [key: string]: Json }),
  ];
  return `tensor ${name}: ${oneOf(rng, ways)()}`;
};

const changeValues: Change = (rng, { data }) => {
  const count = Math.floor(data.length / 4);
  if (count === 0) return 'nothing';
  const view = new DataView(data.buffer, data.byteOffset);
  const value = oneOf(rng, FLOATS);
  const from = rng.integer(count);
  const to = rng.uniform() < 0.7 ? from + 1 : Math.min(count, from + 1 + rng.integer(count));
  for (let i = from; i < to; i++) view.setFloat32(4 * i, value, true);
  return `values ${String(from)} to ${String(to)}: ${String(value)}`;
};

const changeSize: Change = (rng, parts) => {
  const length = rng.integer(parts.data.length + 1);
  parts.data =
    rng.uniform() < 0.5
      ? parts.data.slice(0, length)
      : Uint8Array.from([...parts.data, ...parts.data.slice(0, length)]);
  return `data: ${String(parts.data.length)} bytes`;
};

const changeInfo: Change = (rng, { info, header }) =>
  info ? `info.${changeJson(rng, info)}` : `header.${changeJson(rng, header)}`;

const CHANGES = [changeInfo, changeInfo, changeInfo, changeTensor, changeTensor, changeValues];

/** Bytes without regard to what they mean. */
function changeBytes(rng: Rng, file: Uint8Array): { bytes: Uint8Array; what: string } {
  const bytes = file.slice();
  const at =
    rng.uniform() < 0.7 ? rng.integer(Math.min(2000, bytes.length)) : rng.integer(bytes.length);
  if (rng.uniform() < 0.2) return { bytes: bytes.slice(0, at), what: `cut at ${String(at)}` };
  bytes[at] = rng.integer(256);
  return { bytes, what: `byte ${String(at)}` };
}

/** The file with one change, and what it is. */
export function changeFile(rng: Rng, file: Uint8Array): { bytes: Uint8Array; what: string } {
  const way = rng.integer(CHANGES.length + 2);
  if (way === CHANGES.length) return changeBytes(rng, file);
  const parts = partsOf(file);
  const what = (CHANGES[way] ?? changeSize)(rng, parts);
  return { bytes: fileOf(parts), what };
}
