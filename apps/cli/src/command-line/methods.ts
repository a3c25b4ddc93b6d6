import type { Command } from 'commander';

export function addMethods(program: Command): void {
  program
    .command('methods')
    .description('the methods there are, and what their config holds')
    .argument(
      '[path|package]',
      'instead of those that come with the command, those that a module or npm package exports',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass methods ./my-method')
    .action(async (specifier: string | undefined, options: object) =>
      (await import('../command/methods.ts')).methods(specifier, options),
    );
}
