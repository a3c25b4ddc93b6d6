/** @file What a hostile server answers, by name. */
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { fileAnswer, headOf, type Answer, type Headers } from './hostile-server.ts';

const OK = { etag: '"1"', connection: 'close' };

const says =
  (...parts: readonly string[]): Answer =>
  (socket) => {
    for (const part of parts) socket.write(part);
  };

const cuts =
  (text: string): Answer =>
  (socket) => {
    socket.write(text, () => socket.destroy());
  };

/** The same bytes for ever, as fast as they are taken. */
function pours(head: string, chunk: Uint8Array | string): Answer {
  return (socket) => {
    socket.write(head);
    const pour = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    pour();
  };
}

/** A byte at a time, far too slowly. */
const drips =
  (text: string, bytes: Uint8Array): Answer =>
  (socket: Socket) => {
    socket.write(text);
    let at = 0;
    const timer = setInterval(() => {
      if (socket.destroyed || at >= bytes.length) clearInterval(timer);
      else socket.write(bytes.subarray(at, ++at));
    }, 20);
  };

const status = (line: string, headers: Headers = {}): Answer => {
  const page = 'a page of the server';
  const head = headOf(line, { 'content-length': page.length, connection: 'close', ...headers });
  return (socket) => socket.end(head + page);
};

const ZEROS = new Uint8Array(2 ** 16);

/** Connections that break, stall or never end. */
const connections = (file: Uint8Array): Record<string, Answer> => {
  const head = headOf('200 OK', { ...OK, 'content-length': file.length });
  const half = file.length >> 1;
  return {
    'cut before a word': (socket) => socket.destroy(),
    'cut in the status': cuts('HTTP/1.1 20'),
    'cut in the headers': cuts(head.slice(0, -20)),
    'cut before the body': cuts(head),
    'cut in the body': fileAnswer(file, { cutAfter: half }),
    'silent from the start': () => undefined,
    'silent in the headers': says(head.slice(0, -20)),
    'silent before the body': says(head),
    'silent in the body': fileAnswer(file, { cutAfter: half, hold: true }),
    'a byte now and then': drips(head, file),
    'a byte of the headers now and then': drips('', Buffer.from(head)),
    'headers without end': pours('HTTP/1.1 200 OK\r\n', 'x-more: and more\r\n'),
    'one header without end': pours('HTTP/1.1 200 OK\r\nx-long: ', ZEROS.toString()),
    'a body without end': pours(headOf('200 OK', OK), ZEROS),
    'chunks without end': pours(
      headOf('200 OK', { ...OK, 'transfer-encoding': 'chunked' }),
      `10000\r\n${'0'.repeat(2 ** 16)}\r\n`,
    ),
    'a page of an error without end': pours(headOf('404 Not Found', OK), ZEROS),
    'interim answers without end': pours('', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  };
};

/** Answers that are false. */
const lies = (file: Uint8Array): Record<string, Answer> => {
  const range = (text: string): Answer => fileAnswer(file, { headers: { 'content-range': text } });
  const length = file.length;
  return {
    'a range of another beginning': range(`bytes 7-${String(length - 1)}/${String(length)}`),
    'a range of another end': range(`bytes 0-7/${String(length)}`),
    'a range of a file of another length': range(`bytes 0-${String(length - 1)}/9999999999`),
    'a range that is none': range('everything'),
    'a part that says no range': (socket) =>
      socket.end(headOf('206 Partial Content', { ...OK, 'content-length': 0 })),
    'parts of several ranges': status('206 Partial Content', {
      'content-type': 'multipart/byteranges; boundary=x',
    }),
    'the whole file in place of a part': fileAnswer(file, { noRanges: true }),
    'a longer body than it says': fileAnswer(file, {
      body: (bytes) => Buffer.concat([bytes, ZEROS]),
      headers: { 'content-length': length },
    }),
    'a shorter body than it says': fileAnswer(file, { body: (bytes) => bytes.subarray(0, 100) }),
    'a shorter body than its length': fileAnswer(file, { cutAfter: 100 }),
    'an absurd length': says(headOf('200 OK', { ...OK, 'content-length': '9007199254740993' })),
    'a negative length': says(headOf('200 OK', { ...OK, 'content-length': -1 })),
    'two lengths': says(headOf('200 OK', { 'content-length': 5, 'Content-Length': 6 })),
    'broken chunks': says(headOf('200 OK', { 'transfer-encoding': 'chunked' }), 'zzz\r\n'),
    'no HTTP': says('220 ftp ready\r\n'),
    'packed bytes': fileAnswer(gzipSync(file), { headers: { 'content-encoding': 'gzip' } }),
    'packed bytes that unpack to a giant': fileAnswer(gzipSync(new Uint8Array(2 ** 22)), {
      headers: { 'content-encoding': 'gzip' },
    }),
    'an empty file': fileAnswer(new Uint8Array(1), { body: () => new Uint8Array() }),
    'a page in its place': fileAnswer(Buffer.from('<!doctype html><title>Sign in</title>')),
  };
};

/** Statuses, and ways to elsewhere. */
const refusals = (): Record<string, Answer> => ({
  ...Object.fromEntries(
    [
      ...['204 No Content', '304 Not Modified', '400 Bad Request', '401 Unauthorized'],
      ...['403 Forbidden', '404 Not Found', '410 Gone', '416 Range Not Satisfiable'],
      ...['429 Too Many Requests', '500 Internal Server Error', '503 Service Unavailable'],
      '999 Whatever',
    ].map((line) => [line, status(line)]),
  ),
  'a circle': status('302 Found', { location: '/' }),
  'a way to a file': status('302 Found', { location: 'file:///etc/hostname' }),
  'a way to data': status('302 Found', { location: 'data:,hello' }),
  'a way nowhere': status('302 Found', { location: 'http://127.0.0.1:9/' }),
  'a way without an address': status('302 Found'),
});

/** A file that is another the next time. */
const others = (file: Uint8Array): Record<string, Answer> => {
  const other = Uint8Array.from(file, (byte, i) => (2 * i < file.length ? byte : byte ^ 1));
  return {
    'another file, by its ETag': fileAnswer(other, { etag: '"2"' }),
    'another file, by its date': fileAnswer(other, {
      etag: '',
      lastModified: 'Wed, 02 Sep 2026 10:00:00 GMT',
    }),
    'another file, which says nothing': fileAnswer(other, { etag: '', noRanges: true }),
    'a shorter file': fileAnswer(file.subarray(0, file.length - 10), { etag: '"3"' }),
  };
};

/** By name; what each answers, whatever is asked. */
export const hostileAnswers = (file: Uint8Array): ReadonlyMap<string, Answer> =>
  new Map(Object.entries({ ...connections(file), ...lies(file), ...refusals(), ...others(file) }));
