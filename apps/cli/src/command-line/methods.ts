import { Command } from '@commander-js/extra-typings';

export const methodsCommand = () =>
  new Command('methods')
    .description(
      'the methods there are: which is for what, from how many images on, and their settings',
    )
    .argument(
      '[path|package]',
      'instead of those that come with the command, those that a module or npm package exports',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass methods ./my-method');
