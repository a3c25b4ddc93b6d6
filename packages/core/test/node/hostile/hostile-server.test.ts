import { describe, expect, it } from 'vitest';
import { endOfChild } from './ends-by-itself.ts';
import { fileAnswer } from './hostile-server.ts';
import { faultsOf, tryAll } from './try-all.ts';
import { setClient, weightsClient, type Client } from './try-download.ts';

/** What another try can't change, and is asked for once. */
const HOPELESS = [
  ...['204 No Content', '304 Not Modified', '400 Bad Request', '401 Unauthorized'],
  ...['403 Forbidden', '404 Not Found', '410 Gone', '416 Range Not Satisfiable'],
  ...['a way to a file', 'a way to data', 'a way without an address', 'packed bytes'],
  ...['packed bytes that unpack to a giant', 'a page of an error without end'],
];

/** Bytes. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

describe.each([[setClient], [weightsClient]])('the download of $name', (client) => {
  it('from a server that never does what it should ends with a clear error, and keeps nothing', async () => {
    const before = peak();
    const tried = await tryAll(client, { answerOf: (answer) => () => answer });
    expect(faultsOf(tried).filter((fault) => !isOfAnother(client, fault))).toEqual([]);
    expect(
      [...tried.values()].filter(({ outcome }) => outcome === 'refused').length,
    ).toBeGreaterThan(40);
    for (const name of HOPELESS) expect([name, tried.get(name)?.asked]).toEqual([name, 1]);
    expect(tried.get('a circle')?.asked).toBeLessThan(30);
    expect(tried.get('a byte now and then')?.message).toMatch(/ came for 0\.2 s; given up after/);
    expect(tried.get('silent from the start')?.message).toMatch(/nothing came for 0\.2 s/);
    expect(peak() - before).toBeLessThan(2 ** 28);
  });

  it('that has begun well goes on with the same file alone, or ends with a clear error', async () => {
    const first = fileAnswer(client.file, { cutAfter: client.cutAfter });
    const tried = await tryAll(client, {
      oneIn: 3,
      answerOf:
        (answer) =>
        ({ count }) =>
          count === 0 ? first : answer,
    });
    expect(faultsOf(tried)).toEqual([]);
  });

  it('that fails once is whole after that, or ends with a clear error', async () => {
    const good = fileAnswer(client.file);
    const tried = await tryAll(client, {
      oneIn: 6,
      answerOf:
        (answer) =>
        ({ count }) =>
          count === 0 ? answer : good,
    });
    expect(faultsOf(tried)).toEqual([]);
    expect(tried.get('cut before a word')?.outcome).toBe('taken');
  });
});

it.each([
  [setClient, 'a body without end'],
  [weightsClient, 'a page of an error without end'],
])('no body keeps the process alive: $0.name, $1', async (client, answer) => {
  const { code, said, after } = await endOfChild(client, answer);
  expect(said).toMatch(/OneClassError: http:\/\/127/);
  expect(code).toBe(0);
  expect(after).toBeLessThan(30_000);
});

/** Weights have no published sum: a whole other file is another file. */
const isOfAnother = ({ name }: Client, fault: string): boolean =>
  name === 'weights' && /^another file.*: (other bytes are taken|a good server then)/.test(fault);
