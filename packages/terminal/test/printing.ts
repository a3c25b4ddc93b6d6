/** @file A program that prints one line of as many bytes as its argument says. */
import { Command } from 'commander';
import { print, runProgram } from '../src/index.ts';

await runProgram(() =>
  new Command('printing').argument('<bytes>').action((bytes: string) => {
    print('x'.repeat(Number(bytes)));
  }),
);
