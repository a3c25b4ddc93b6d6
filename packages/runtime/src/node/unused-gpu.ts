import { folderOf, machineVariant } from './installation.ts';

/**
 * What to say where TensorFlow for GPUs computes on the processor although the machine has an
 * NVIDIA driver, which happens when it finds no GPU or not all of CUDA's libraries. Nothing when
 * `CUDA_VISIBLE_DEVICES` hides the GPUs.
 *
 * @param entry the native backend's entry file
 */
export function unusedGpuWarning(
  entry: string,
  device: 'CPU' | 'GPU',
  driverFiles?: readonly string[],
): string | undefined {
  const isForGpus = entry.includes('tfjs-node-gpu') && !entry.startsWith(folderOf('cpu'));
  const isHidden = ['', '-1'].includes(process.env.CUDA_VISIBLE_DEVICES ?? '0');
  if (device === 'GPU' || !isForGpus || isHidden || machineVariant(driverFiles) === 'cpu')
    return undefined;
  return (
    'TensorFlow for GPUs computes on the processor: it found no GPU that it can use, or not ' +
    'all of the libraries of CUDA. Set TF_CPP_MIN_LOG_LEVEL=0 to see which, and mend it, or ' +
    'set CUDA_VISIBLE_DEVICES=-1 if the processor is wanted.'
  );
}
