import type { CommandUnknownOpts as Command } from '@commander-js/extra-typings';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/program.ts';

const program = createProgram(new AbortController().signal);
const below = (command: Command): Command[] => [command, ...command.commands.flatMap(below)];
const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
const commands = program.commands
  .flatMap(below)
  .map((command) => [nameOf(command), command] as const);

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

describe.each(commands)('help of %s', (name, command) => {
  it('has a description, of each argument and option too', () => {
    const described = [
      command.description(),
      ...command.registeredArguments.map((argument) => argument.description),
      ...command.options.map((option) => option.description),
    ];
    expect(described.filter((text) => text.length < 8)).toEqual([]);
  });

  it('has an example of that very command, with options that it has', () => {
    const example = /\nExample:\n {2}(.+)\n/.exec(helpOf(command))?.[1] ?? '';
    expect(example).toMatch(new RegExp(`^${name}( |$)`));
    for (const option of example.match(/(?<= )--?[a-z-]+/g) ?? [])
      expect(command.options.map(({ short, long }) => [short, long]).flat()).toContain(option);
    const required = command.options.filter(({ mandatory }) => mandatory);
    for (const { short, long } of required)
      expect(
        example.includes(` ${short ?? long ?? ''} `) || example.includes(` ${long ?? ''} `),
      ).toBe(true);
  });
});
