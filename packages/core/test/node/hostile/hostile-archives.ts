/** @file Archives that no one packs by mistake, written down to their headers. */
import { gzipSync } from 'node:zlib';

export interface Entry {
  readonly name: string;
  /** '0' a file, '1' a hard link, '2' a symbolic link, '3' a device, '5' a folder, 'x' pax. */
  readonly type?: string;
  readonly link?: string;
  readonly bytes?: Uint8Array;
  /** That the header says; the length of the bytes when absent. */
  readonly size?: number;
  /** Of the header's checksum. */
  readonly isDamaged?: boolean;
}

const BLOCK = 512;

function headerOf({ name, type = '0', link = '', bytes, size, isDamaged = false }: Entry): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'latin1');
  header.write('0000644\0', 100);
  const length = size ?? bytes?.length ?? 0;
  if (length < 8 ** 11) header.write(`${length.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header[124] = 0x80; // a number in base 256
    header.writeBigUInt64BE(BigInt(length), 128);
  }
  header.write(type, 156);
  header.write(link, 157, 100, 'latin1');
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, isDamaged ? 1 : 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** @param end blocks of zeros after the last entry */
export function tarOf(entries: readonly Entry[], end = 2): Buffer {
  const parts = entries.flatMap((entry) => {
    const bytes = Buffer.from(entry.bytes ?? []);
    return [headerOf(entry), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...parts, Buffer.alloc(end * BLOCK)]);
}

/** The line of a pax header. */
export function paxOf(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length)
    length = String(length).length + rest.length;
  return Buffer.from(`${String(length)}${rest}`);
}

/** By name; `good` are the entries of a right archive, whose folder is 'batches'. */
export function hostileArchives(
  good: readonly Entry[],
  outside: string,
): ReadonlyMap<string, Uint8Array> {
  const [one, two] = good as readonly [Entry, Entry];
  const bytes = one.bytes ?? new Uint8Array();
  const tar = tarOf(good);
  const packed = gzipSync(tar);
  const zeros = new Uint8Array(2 ** 25);
  const archives: Record<string, Uint8Array> = {
    'a name that leads out': gzipSync(tarOf([{ name: '../evil.bin', bytes }, ...good])),
    'a name that leads out of its folder': gzipSync(
      tarOf([{ name: 'batches/../../evil.bin', bytes }, ...good]),
    ),
    'a name from the root': gzipSync(tarOf([{ name: `${outside}/evil.bin`, bytes }, ...good])),
    'a folder that is a link to outside': gzipSync(
      tarOf([{ name: 'batches', type: '2', link: outside }, ...good]),
    ),
    'a file that is a link to outside': gzipSync(
      tarOf([{ ...one, type: '2', link: `${outside}/secret`, bytes: new Uint8Array() }, two]),
    ),
    'a link, then a file of its name': gzipSync(
      tarOf([{ name: one.name, type: '2', link: `${outside}/evil.bin` }, { ...one, bytes }, two]),
    ),
    'a file that is a hard link to outside': gzipSync(
      tarOf([{ name: one.name, type: '1', link: `${outside}/secret`, size: bytes.length }, two]),
    ),
    'a device': gzipSync(tarOf([{ name: one.name, type: '3' }, two])),
    'a pipe': gzipSync(tarOf([{ name: one.name, type: '6' }, two])),
    'a folder of a file’s name': gzipSync(tarOf([{ name: one.name, type: '5' }, two])),
    'another name by a pax header': gzipSync(
      tarOf([{ name: 'pax', type: 'x', bytes: paxOf('path', '../../evil.bin') }, one, two]),
    ),
    'another size by a pax header': gzipSync(
      tarOf([{ name: 'pax', type: 'x', bytes: paxOf('size', '99999999999999') }, one, two]),
    ),
    'a pax header without end': gzipSync(
      tarOf([{ name: 'pax', type: 'x', bytes: zeros.subarray(0, 2 ** 22) }, ...good]),
    ),
    'a sparse giant': gzipSync(tarOf([{ ...one, type: 'S', size: 2 ** 45 }, two])),
    'a giant, as it says': gzipSync(tarOf([{ ...one, size: 2 ** 45 }, two])),
    'a damaged header': gzipSync(tarOf([{ ...one, isDamaged: true }, two])),
    'a file that is missing': gzipSync(tarOf([one])),
    'nothing in it': gzipSync(tarOf([])),
    'zeros that unpack to a giant': gzipSync(tarOf([{ name: 'zeros', bytes: zeros }, ...good])),
    'a giant before the end': gzipSync(Buffer.concat([tar, zeros])),
    'an archive that is cut': packed.subarray(0, packed.length >> 1),
    'a tar that is cut': gzipSync(tar.subarray(0, 2 * BLOCK)),
    'no gzip': tar,
    'no tar': gzipSync(Buffer.from('<!doctype html><title>Sign in</title>'.repeat(50))),
    'no bytes': new Uint8Array(),
    'bytes after the gzip data': Buffer.concat([packed, Buffer.alloc(1000, 7)]),
    'gzip data within gzip data': gzipSync(packed),
  };
  return new Map(Object.entries(archives));
}
