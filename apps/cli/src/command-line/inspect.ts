import type { Command } from 'commander';
import { FILE } from './shared-option.ts';

export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('what a saved detector is')
    .argument('<file>', FILE)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass inspect parts.oneclass')
    .action(async (file: string, options: object) =>
      (await import('../command/inspect.ts')).inspect(file, options),
    );
}
