import { Command } from '@commander-js/extra-typings';

export const weightsCommand = () =>
  new Command('weights')
    .description('the trained weights of features: their size, licence, and where they are')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass weights');

export const weightsDownloadCommand = () =>
  new Command('download')
    .description('fetch the weights of features once, for all fits and detectors')
    .argument('<name>', 'one of `oneclass weights`')
    .addHelpText('after', '\nExample:\n  oneclass weights download efficientnet-lite0');
