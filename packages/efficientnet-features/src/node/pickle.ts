/**
 * @file The part of Python's pickle format that files of tensors are written in (protocol 2). It
 *   makes plain values, and calls nothing but what it is given: no class is looked for by name.
 */

/** What a global of the file stands for: a function of its arguments, or a mere name. */
export type PickleGlobal = ((args: readonly unknown[]) => unknown) | string;

export interface PickleOptions {
  /** By 'module name'; any other is refused. */
  readonly globals: Readonly<Record<string, PickleGlobal>>;
  /** What a persistent id stands for; without it any is refused. */
  readonly persistent?: (id: unknown) => unknown;
}

/** A file that is no such pickle, or names what is not allowed. */
export class PickleError extends Error {
  override readonly name = 'PickleError';
}

export interface Unpickled {
  readonly value: unknown;
  /** The first byte after it. */
  readonly end: number;
}

/** Marks a place of the stack. */
const MARK = Symbol('mark');

interface Machine {
  readonly bytes: DataView;
  readonly options: PickleOptions;
  readonly stack: unknown[];
  readonly memo: Map<number, unknown>;
  at: number;
}

const OPERATIONS: Readonly<Record<number, (machine: Machine) => void>> = {
  0x80: (m) => {
    const version = number(m, 1);
    if (version > 2) throw new PickleError(`it is of protocol ${String(version)}, expected 2`);
  },
  0x28: (m) => m.stack.push(MARK), // (
  0x4e: (m) => m.stack.push(null), // N
  0x88: (m) => m.stack.push(true),
  0x89: (m) => m.stack.push(false),
  0x4a: (m) => m.stack.push(number(m, 4) | 0), // J
  0x4b: (m) => m.stack.push(number(m, 1)), // K
  0x4d: (m) => m.stack.push(number(m, 2)), // M
  0x8a: (m) => m.stack.push(long(m)),
  0x58: (m) => m.stack.push(text(m, number(m, 4))), // X
  0x5d: (m) => m.stack.push([]), // ]
  0x7d: (m) => m.stack.push(new Map()), // }
  0x29: (m) => m.stack.push([]), // )
  0x85: (m) => m.stack.push(popSome(m, 1)),
  0x86: (m) => m.stack.push(popSome(m, 2)),
  0x87: (m) => m.stack.push(popSome(m, 3)),
  0x74: (m) => m.stack.push(popToMark(m)), // t
  0x71: (m) => m.memo.set(number(m, 1), top(m)), // q
  0x72: (m) => m.memo.set(number(m, 4), top(m)), // r
  0x68: (m) => m.stack.push(recall(m, number(m, 1))), // h
  0x6a: (m) => m.stack.push(recall(m, number(m, 4))), // j
  0x63: (m) => m.stack.push(global(m)), // c
  0x51: (m) => m.stack.push(persistent(m, pop(m))), // Q
  0x52: reduce, // R
  0x62: (m) => void pop(m), // b: attributes of an object, which plain values have not
  0x61: (m) => append(m, [pop(m)]), // a
  0x65: (m) => append(m, popToMark(m)), // e
  0x73: (m) => setItems(m, popSome(m, 2)), // s
  0x75: (m) => setItems(m, popToMark(m)), // u
};

const STOP = 0x2e;

/**
 * Reads one pickle, in time and memory in proportion to its bytes.
 * @param begin its first byte
 * @throws PickleError
 */
export function readPickle(bytes: Uint8Array, begin: number, options: PickleOptions): Unpickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const machine: Machine = { bytes: view, options, stack: [], memo: new Map(), at: begin };
  for (;;) {
    const operation = number(machine, 1);
    if (operation === STOP) {
      const value = pop(machine);
      if (machine.stack.length > 0) throw new PickleError('it ends before all is used');
      return { value, end: machine.at };
    }
    const run = OPERATIONS[operation];
    if (!run) throw new PickleError(`it has the operation ${String(operation)}`);
    run(machine);
  }
}

/** Bytes passed over. @returns where they begin */
function take(machine: Machine, count: number): number {
  const { at, bytes } = machine;
  if (count > bytes.byteLength - at) throw new PickleError('it ends too early');
  machine.at += count;
  return at;
}

/** Unsigned, little-endian. */
function number(machine: Machine, size: 1 | 2 | 4): number {
  const at = take(machine, size);
  if (size === 1) return machine.bytes.getUint8(at);
  return size === 2 ? machine.bytes.getUint16(at, true) : machine.bytes.getUint32(at, true);
}

/** Signed, of up to eight bytes... which are kept as text where they are no number of ours. */
function long(machine: Machine): number | string {
  const size = number(machine, 1);
  if (size > 16) throw new PickleError(`it has an integer of ${String(size)} bytes`);
  const at = take(machine, size);
  let value = 0n;
  for (let i = size - 1; i >= 0; i--)
    value = (value << 8n) | BigInt(machine.bytes.getUint8(at + i));
  const signed = BigInt.asIntN(8 * size, value);
  const plain = Number(signed);
  return Number.isSafeInteger(plain) ? plain : signed.toString();
}

function text(machine: Machine, length: number): string {
  const at = take(machine, length);
  const { buffer, byteOffset } = machine.bytes;
  return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + at, length));
}

function top({ stack }: Machine): unknown {
  if (stack.length === 0) throw new PickleError('it takes what is not there');
  return stack.at(-1);
}

function pop(machine: Machine): unknown {
  const value = top(machine);
  if (value === MARK) throw new PickleError('it takes what is not there');
  machine.stack.pop();
  return value;
}

function popSome(machine: Machine, count: number): unknown[] {
  const values = Array.from({ length: count }, () => pop(machine));
  return values.reverse();
}

function popToMark({ stack }: Machine): unknown[] {
  const mark = stack.lastIndexOf(MARK);
  if (mark === -1) throw new PickleError('it takes what is not there');
  return stack.splice(mark).slice(1);
}

function recall({ memo }: Machine, key: number): unknown {
  if (!memo.has(key)) throw new PickleError('it recalls what is not there');
  return memo.get(key);
}

/** A line of text: names are short. */
function line(machine: Machine): string {
  const { bytes, at } = machine;
  const limit = Math.min(bytes.byteLength, at + 200);
  let end = at;
  while (end < limit && bytes.getUint8(end) !== 0x0a) end++;
  const found = text(machine, end - at);
  take(machine, 1);
  return found;
}

class Global {
  readonly call: PickleGlobal;
  constructor(call: PickleGlobal) {
    this.call = call;
  }
}

function global(machine: Machine): Global {
  const name = `${line(machine)} ${line(machine)}`;
  const { globals } = machine.options;
  if (!Object.hasOwn(globals, name))
    throw new PickleError(`it names ${name}, which no file of tensors needs`);
  return new Global(globals[name] as PickleGlobal);
}

function reduce(machine: Machine): void {
  const [called, args] = popSome(machine, 2);
  if (!(called instanceof Global) || typeof called.call === 'string' || !Array.isArray(args))
    throw new PickleError('it calls what is no function');
  machine.stack.push(called.call(args.map(plain)));
}

/** A name in place of a global that is one. */
const plain = (value: unknown): unknown =>
  value instanceof Global && typeof value.call === 'string' ? value.call : value;

function persistent({ options }: Machine, id: unknown): unknown {
  if (!options.persistent) throw new PickleError('it refers to what is elsewhere');
  return options.persistent(Array.isArray(id) ? id.map(plain) : id);
}

function append(machine: Machine, values: readonly unknown[]): void {
  const list = top(machine);
  if (!Array.isArray(list)) throw new PickleError('it appends to what is no list');
  for (const value of values) list.push(value);
}

function setItems(machine: Machine, items: readonly unknown[]): void {
  const map = top(machine);
  if (!(map instanceof Map) || items.length % 2 !== 0)
    throw new PickleError('it sets entries of what has none');
  for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
}
