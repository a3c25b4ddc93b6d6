import { createRng, readSafetensors, writeSafetensors } from '@oneclass/core';

export interface DamagedFile {
  /** Reads on from "a file". */
  readonly name: string;
  readonly file: Uint8Array;
  /** One bit can turn a file into another good one: a digit of the seed. */
  readonly mayPass: boolean;
}

const FLIPS = 400;

export function damagedFiles(bytes: Uint8Array): readonly DamagedFile[] {
  const header = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  const lengths = [0, 7, 8, 9, header >> 1, header, bytes.length - 1].filter(
    (length) => length < bytes.length,
  );
  return [
    ...lengths.map((length) => ({
      name: `cut to ${String(length)} bytes`,
      file: bytes.slice(0, length),
      mayPass: false,
    })),
    {
      name: 'of a future format',
      file: describedAnew(bytes, (info) => ({ ...info, format: 1000 })),
      mayPass: false,
    },
    ...flipped(bytes, header),
  ];
}

function flipped(bytes: Uint8Array, header: number): readonly DamagedFile[] {
  const rng = createRng(5).derive('flips');
  const positions = [...rng.permutation(header)].slice(0, FLIPS);
  return positions.map((position) => {
    const bit = rng.integer(8);
    const file = bytes.slice();
    file[position] = (file[position] as number) ^ (1 << bit);
    return {
      name: `with bit ${String(bit)} of byte ${String(position)} turned`,
      file,
      mayPass: true,
    };
  });
}

/** A file that names the method of `bytes`, and holds the config and tensors of another. */
export function foreignFile(bytes: Uint8Array): Uint8Array {
  const tensors = { 'foreign.weights': { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } };
  return describedAnew(bytes, (info) => ({ ...info, config: { seed: 0, foreignKey: 3 } }), tensors);
}

type Info = Readonly<Record<string, unknown>>;

function describedAnew(
  bytes: Uint8Array,
  change: (info: Info) => Info,
  tensors = readSafetensors(bytes).tensors,
): Uint8Array {
  const { metadata } = readSafetensors(bytes);
  const info = JSON.parse(metadata['oneclass'] ?? '{}') as Info;
  return writeSafetensors({
    tensors,
    metadata: { ...metadata, oneclass: JSON.stringify(change(info)) },
  });
}
