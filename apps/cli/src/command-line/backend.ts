import { Command, Option } from '@commander-js/extra-typings';

export const backendCommand = () =>
  new Command('backend')
    .description(
      'what can compute here: TensorFlow.js backends, best first, and a measured speed of each',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  oneclass backend');

export const installCommand = () =>
  new Command('install')
    .description(
      'install native TensorFlow, many times faster than wasm, for all projects (Linux on ' +
        'x86-64; from PyPI and npm, with pip and a C++ compiler)',
    )
    .addOption(new Option('--cpu', 'for the processor').conflicts('cuda'))
    .option('--cuda', 'for NVIDIA GPUs, with the CUDA libraries (default: where there is a driver)')
    .option('--tensorflow <version>', 'its version (default: 2.21)')
    .addHelpText('after', '\nExample:\n  oneclass backend install --cpu');

export const removeCommand = () =>
  new Command('remove')
    .description('remove what `oneclass backend install` installed')
    .addHelpText('after', '\nExample:\n  oneclass backend remove');
