import { resolveToyConfig } from '../toy/config.ts';
import type { Compute } from '../toy/detector.ts';
import { toy } from '../toy.ts';
import {
  isTensor,
  withDetector,
  withSeed,
  type BrokenToy,
  withCompute,
  changingOutput,
  isSquare,
  withScores,
  withShape,
} from './changes.ts';

export const contract: Record<string, BrokenToy> = {
  'has a name and a summary': { ...toy, summary: '' },
  'has a guide that lists can show, or none': {
    ...toy,
    guide: { suits: 'anything', images: 0.5 },
  },
  'has defaults that are plain JSON and frozen': { ...toy, defaults: { ...toy.defaults } },
  "fits to a detector of its own name and of the images' shape": withDetector(() => ({
    method: 'another',
  })),
  'has a config that is complete, plain JSON and frozen': withDetector(({ config }) => ({
    config: { ...config },
  })),
  'suggests a shape that a fit takes': {
    ...toy,
    nearestShape: ([height, width, channels]) => [height + 1, width, channels],
  },
  'takes by checkShape the shapes that a fit takes, and no others': {
    ...toy,
    checkShape: (_, config) => void resolveToyConfig(config),
  },
  'takes a tensor and a dataset alike': withSeed(({ seed }, _, samples) =>
    isTensor(samples) ? seed : seed + 1,
  ),
  'can be disposed of twice, and says so when used after': withDetector(({ dispose }) => {
    let calls = 0;
    return {
      dispose() {
        if (++calls > 1) throw new Error('disposed of before');
        dispose();
      },
    };
  }),
  'stops or finishes when it is disposed of meanwhile': withDetector((detector) => {
    let disposed = false;
    const compute: Compute = async (...args) => {
      const before = disposed;
      try {
        return await (detector.compute as Compute)(...args);
      } catch (error) {
        throw disposed && !before ? new TypeError('the mean is undefined') : error;
      }
    };
    const dispose = (): void => {
      disposed = true;
      detector.dispose();
    };
    return { compute, dispose };
  }),
};

export const outputs: Record<string, BrokenToy> = {
  'names the outputs of its method, the score among them': withDetector((detector) => ({
    outputs: detector.outputs.toReversed(),
  })),
  'gives one finite float32 score an image': withScores((scores, { detector }) =>
    isSquare(detector) ? (Float64Array.from(scores) as unknown as Float32Array) : scores,
  ),
  'gives score maps [n, height, width], where it has any': withShape(
    'map',
    ([n = 0, height = 0, width = 0]) => [n, height * width],
  ),
  'gives reconstructions [n, height, width, channels], where it has any': withShape(
    'reconstruction',
    (shape) => shape.slice(0, 3),
  ),
  'gives codes [n, d], where it has any': withShape('code', ([n = 0, d = 0]) => [n, d, 1, 1]),
  'gives outputs of its own [n, …], where it has any': withShape('peak', ([n = 0]) => [1, n]),
  'gives outputs together as it gives them apart': withScores((scores, { names }) =>
    names.length > 1 ? scores.map((score) => 1.001 * score) : scores,
  ),
  'gives by its short calls what it computes': withDetector(({ scoreMap }) => ({
    async scoreMap(...args: Parameters<typeof scoreMap>) {
      const { data, shape } = await scoreMap(...args);
      return { data: data.map((value) => 1.5 * value), shape };
    },
  })),
  'refuses an output that there is not, and a list of none': withCompute(
    (compute) => async (samples, names, run) =>
      names.length === 0 ? {} : compute(samples, names, run),
  ),
  'gives a centre among its codes that is not its own, where it has one': withDetector(
    ({ compute, center = new Float32Array(0) }) => {
      const own = center.slice();
      const changed = changingOutput('score', ({ data, shape }) => ({
        data: data.map((score) => score + Math.abs((own[0] as number) - (center[0] as number))),
        shape,
      }));
      return { center: own, compute: changed(compute, undefined as never) };
    },
  ),
  'does all this on images that are not square, where it takes any': withCompute(
    changingOutput('reconstruction', ({ data, shape }, { detector }) => {
      const [n = 0, height = 0, width = 0, channels = 0] = shape;
      return { data, shape: isSquare(detector) ? shape : [n, width, height, channels] };
    }),
  ),
};
