import { join } from 'node:path';
import { createRng } from '@oneclass/core';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { hostileAnswers } from './hostile-answers.ts';
import { endOfChild } from './ends-by-itself.ts';
import { fileAnswer } from './hostile-server.ts';
import { faultsOf, tryAll } from './try-all.ts';
import { setClient, tryDownload, weightsClient } from './try-download.ts';

const SEQUENCES = 300;

describe.each([[setClient], [weightsClient]])('the download of $name', (client) => {
  const good = fileAnswer(client.file);
  const cut = fileAnswer(client.file, { cutAfter: 40_000 });

  it.each([
    ['first', 0],
    ['second', 1],
    ['third', 2],
  ])('whose %s answer is hostile ends right, or with a clear error', async (_, at) => {
    const tried = await tryAll(client, {
      answerOf:
        (answer) =>
        ({ count }) =>
          count === at ? answer : count < at ? cut : good,
    });
    expect(faultsOf(tried)).toEqual([]);
  });

  it.each([
    ...['a body without end', 'chunks without end', 'a page of an error without end'],
    ...['silent before the body', 'a byte now and then', 'interim answers without end'],
  ])('does not keep the process alive: %s', async (answer) => {
    const { code, said, after } = await endOfChild(client, answer);
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/^OneClassError/) as string,
    });
    expect(after).toBeLessThan(30_000);
  });

  it('whose answers follow each other at random does so too', async () => {
    const folder = await temporaryFolder();
    // Another file that says that it is the same can't be told from it.
    const answers = [...hostileAnswers(client.file)].filter(
      ([name]) => client === setClient || !name.startsWith('another file'),
    );
    for (let i = 0; i < SEQUENCES; i++) {
      const rng = createRng(i).derive('answers');
      const names: string[] = [];
      const { faults } = await tryDownload(client, join(folder, String(i)), () => {
        const kind = rng.integer(3);
        const [name, answer] = answers[rng.integer(answers.length)] as (typeof answers)[number];
        names.push(['good', 'cut', name][kind] as string);
        return [good, cut, answer][kind] as typeof answer;
      });
      expect({ i, names, faults }).toEqual({ i, names, faults: [] });
    }
  });
});
