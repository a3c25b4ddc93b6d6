/** @file Fuzzes in a process of its own: `fuzz-child.ts SEED CASES`; prints the report. */
import { useBackend } from '@oneclass/runtime';
import { fuzzDetectors } from './fuzz-detectors.ts';

const [seed, cases] = process.argv.slice(2).map(Number) as [number, number];
await useBackend();
process.stdout.write(JSON.stringify(await fuzzDetectors({ seed, cases })));
