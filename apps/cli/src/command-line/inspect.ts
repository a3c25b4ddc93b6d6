import { Command } from '@commander-js/extra-typings';
import { FILE } from './shared-option.ts';

export const inspectCommand = () =>
  new Command('inspect')
    .description('what a saved detector is')
    .argument('<file>', FILE)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass inspect parts.oneclass');
