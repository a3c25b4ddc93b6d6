import { Command } from '@commander-js/extra-typings';
import { DATA_DIR } from './shared-option.ts';

export const datasetsCommand = () =>
  new Command('datasets')
    .description('the named data sets: what they hold, their licence, and where they are')
    .option('--json', 'print JSON')
    .addOption(DATA_DIR)
    .addHelpText('after', '\nExample:\n  oneclass datasets');

export const downloadCommand = () =>
  new Command('download')
    .description('download a named data set')
    .argument('<name>', 'one of `oneclass datasets`')
    .option(
      '--folder <folder>',
      'where it goes (default: a cache folder, where named data sets are looked for too)',
    )
    .addHelpText('after', '\nExample:\n  oneclass datasets download mnist --folder ./data');
