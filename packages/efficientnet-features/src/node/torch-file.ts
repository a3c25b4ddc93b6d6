/** @file A file of tensors as PyTorch wrote it before 1.6: pickles, then the storages' bytes. */
import { float32Of, OneClassError, type NamedTensor } from '@oneclass/core';
import { PickleError, readPickle } from './pickle.ts';

interface Storage {
  readonly key: string;
  readonly kind: string;
  readonly count: number;
}

interface StoredTensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  /** Elements of the storage from one place to the next, of each side. */
  readonly stride: readonly number[];
}

/** Bytes of an element. */
const SIZES: Readonly<Record<string, number>> = { FloatStorage: 4, LongStorage: 8 };
const KINDS = { 'torch FloatStorage': 'FloatStorage', 'torch LongStorage': 'LongStorage' };

/** Numbers of a file, its protocol and the machine's, before the tensors. */
const HEADER_PICKLES = 3;

/**
 * The float32 tensors of a state dict by name; others, counters of batches, are left out.
 * @throws OneClassError `invalid-artifact` for what is no such file, or holds more than tensors
 */
export function readTorchTensors(bytes: Uint8Array): Map<string, NamedTensor> {
  try {
    return readTensors(bytes);
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    throw new OneClassError(
      'invalid-artifact',
      `The file of PyTorch's tensors can't be read: ${error.message}. Download it again.`,
      { argument: 'weights', cause: error },
    );
  }
}

function readTensors(bytes: Uint8Array): Map<string, NamedTensor> {
  let at = 0;
  for (let i = 0; i < HEADER_PICKLES; i++) at = readPickle(bytes, at, { globals: {} }).end;
  const state = readPickle(bytes, at, {
    globals: {
      ...KINDS,
      'collections OrderedDict': () => new Map(),
      'torch._utils _rebuild_tensor_v2': ([storage, offset, shape, stride]) =>
        storedTensor({ storage, offset, shape, stride }),
    },
    persistent: storageOf,
  });
  const keys = readPickle(bytes, state.end, { globals: {} });
  if (!(state.value instanceof Map)) throw new PickleError('it holds no dictionary');
  const stored = [...(state.value as Map<unknown, unknown>)].filter(
    (entry): entry is [string, StoredTensor] =>
      typeof entry[0] === 'string' && tensors.has(entry[1] as object),
  );
  const places = placesOf(bytes, keys, stored);
  return new Map(
    stored
      .filter(([, { storage }]) => storage.kind === 'FloatStorage')
      .map(([name, tensor]) => [
        name,
        { shape: tensor.shape, data: dataOf(tensor, places, bytes) },
      ]),
  );
}

/** Those that `storedTensor` made, as a file can't. */
const tensors = new WeakSet();
const storages = new WeakSet();

/** ('storage', kind, key, device, count, view) */
function storageOf(id: unknown): Storage {
  const [word, kind, key, , count] = Array.isArray(id) ? (id as unknown[]) : [];
  if (
    word !== 'storage' ||
    typeof kind !== 'string' ||
    SIZES[kind] === undefined ||
    typeof key !== 'string' ||
    !isCount(count)
  )
    throw new PickleError('it refers to what is no storage');
  const storage = { kind, key, count };
  storages.add(storage);
  return storage;
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function storedTensor(parts: Record<'storage' | 'offset' | 'shape' | 'stride', unknown>) {
  const { storage, offset, shape, stride } = parts;
  if (
    typeof storage !== 'object' ||
    storage === null ||
    !storages.has(storage) ||
    !isCount(offset) ||
    !isSizes(shape) ||
    !isSizes(stride)
  )
    throw new PickleError('it has a tensor without a storage, a shape or strides');
  const tensor: StoredTensor = { storage: storage as Storage, offset, shape, stride };
  const { count } = tensor.storage;
  const last = shape.reduce((sum, side, i) => sum + (side - 1) * (stride[i] as number), offset);
  if (shape.length !== stride.length || last >= count || sizeOf(shape) > count)
    throw new PickleError('it has a tensor that reaches beyond its storage');
  tensors.add(tensor);
  return tensor;
}

const isSizes = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);

const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, side) => product * side, 1);

/** Where each storage's elements begin, by key. */
type Places = ReadonlyMap<string, number>;

/** Each storage is its number of elements, in eight bytes, and these. */
function placesOf(
  bytes: Uint8Array,
  keys: { readonly value: unknown; readonly end: number },
  stored: readonly (readonly [string, StoredTensor])[],
): Places {
  const known = new Map(stored.map(([, { storage }]) => [storage.key, storage]));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = new Map<string, number>();
  let at = keys.end;
  for (const key of Array.isArray(keys.value) ? (keys.value as unknown[]) : []) {
    const storage = known.get(key as string);
    if (!storage) throw new PickleError('it has a storage that no tensor is in');
    if (at + 8 > bytes.length) throw new PickleError('it ends too early');
    const count = view.getBigInt64(at, true);
    const end = at + 8 + storage.count * (SIZES[storage.kind] as number);
    if (count !== BigInt(storage.count) || end > bytes.length)
      throw new PickleError(
        'a storage has another number of elements than it says, or is cut short',
      );
    places.set(storage.key, at + 8);
    at = end;
  }
  return places;
}

/** In the order of the shape, whatever that of the storage is. */
function dataOf(
  { storage, offset, shape, stride }: StoredTensor,
  places: Places,
  bytes: Uint8Array,
): Float32Array {
  const begin = places.get(storage.key);
  if (begin === undefined) throw new PickleError('it has a tensor whose storage is not there');
  const stored = float32Of(bytes.subarray(begin, begin + 4 * storage.count));
  if (sizeOf(shape) === 0) return new Float32Array(); // its other sides may be of any length
  let sources = Int32Array.of(offset);
  shape.forEach((side, i) => {
    const wider = new Int32Array(sources.length * side);
    sources.forEach((source, place) => {
      for (let k = 0; k < side; k++) wider[place * side + k] = source + k * (stride[i] as number);
    });
    sources = wider;
  });
  return Float32Array.from(sources, (source) => stored[source] as number);
}
