import { print, printJson, printPairs } from '@oneclass/terminal';
import { formatCount, formatScore } from '@oneclass/report';
import { inspectFile } from '../detector-file.ts';
import { printTable } from '../print-table.ts';

/** `oneclass inspect` */
export async function inspect(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { artifact, state, bytes } = await inspectFile(file);
  const tensors = Object.entries(state.tensors).map(([name, { shape, data }]) => ({
    name,
    shape,
    values: data.length,
  }));
  if (json === true) {
    printJson({ ...artifact, bytes, tensors });
    return;
  }
  const { method, sampleShape, input, features, calibration, pixelCalibration, versions, config } =
    artifact;
  printPairs([
    ['method', `${method}${artifact.package === undefined ? '' : ` (${artifact.package})`}`],
    ['images', `${sampleShape.join('×')}${input ? `, resized by ${input.resize}` : ''}`],
    ...(features ? [['features', `${features.id} (${features.hash})`] as const] : []),
    ['threshold', calibration ? `${formatScore(calibration.value)} (${calibration.rule})` : 'none'],
    ...(pixelCalibration
      ? [
          [
            'pixel threshold',
            `${formatScore(pixelCalibration.value)} (${pixelCalibration.rule})`,
          ] as const,
        ]
      : []),
    [
      'versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    [
      'size',
      `${formatCount(bytes)} bytes, ` +
        `${formatCount(tensors.reduce((sum, { values }) => sum + values, 0))} weights`,
    ],
    ...Object.entries(config).map(
      ([key, value]) => [`config.${key}`, JSON.stringify(value)] as const,
    ),
  ]);
  print('');
  printTable(
    ['tensor', 'shape'],
    tensors.map(({ name, shape }) => [name, `[${shape.join(', ')}]`]),
  );
}
