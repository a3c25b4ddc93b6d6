/** @file Options of the bench's commands. */
import { OneClassError } from '@oneclass/core';
import { BACKENDS } from '@oneclass/runtime';
import { Option } from 'commander';

const MOST_WORKERS = 256;

export const backendOption = (): Option =>
  new Option('--backend <name>', `what computes: ${BACKENDS.join(' or ')}`);

export const weightsOption = (): Option =>
  new Option(
    '--weights <weights>',
    'weights of the pretrained features that a table’s methods build on, for providers that ' +
      'take some (default: ONECLASS_WEIGHTS, or what `oneclass weights download` fetched)',
  );

export const seedsOption = (): Option =>
  new Option('--seeds <list>', 'comma-separated seeds, a cell each')
    .default([0], '0')
    .argParser((text: string) => {
      const seeds = text
        .split(',')
        .map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
      if (seeds.every(Number.isSafeInteger) && new Set(seeds).size === seeds.length) return seeds;
      throw new OneClassError(
        'invalid-argument',
        `Invalid --seeds "${text}": expected different whole numbers of 0 or more, as in 0,1,2.`,
        {
          argument: '--seeds',
          received: text,
        },
      );
    });

export const workersOption = (): Option =>
  new Option(
    '--workers <count>',
    'processes, which run a cell each at a time and share the threads; none but this one when ' +
      'absent',
  ).argParser((text: string) => {
    const count = /^\d+$/.test(text) ? Number(text) : 0;
    if (count >= 1 && count <= MOST_WORKERS) return count;
    throw new OneClassError(
      'invalid-argument',
      `Invalid --workers "${text}": expected a whole number from 1 to ` +
        `${String(MOST_WORKERS)}; as many as there are cores is usual.`,
      {
        argument: '--workers',
        received: text,
      },
    );
  });
