import { isMapDetector } from '@oneclass/core';
import { auroc } from '@oneclass/core/metrics';
import { expectThat } from '../assertion.ts';
import type { Check } from '../check.ts';
import { distanceTo, patchFor, withPatch } from '../defect.ts';
import { drawNormal } from '../drawn-images.ts';
import { pick, positionsOf, type Images } from '../images.ts';
import { oblongShape } from '../oblong.ts';
import { NORMAL, type Trial } from '../trial.ts';

const SCORED = 6;
const LEAST_AUROC = 0.75;

/** Normal images to fit on and to score: not square where the kit may draw them. */
function goodImages(trial: Trial): { readonly training: Images; readonly good: Images } {
  const { drawn, normal, test, labels } = trial;
  const sampleShape = (drawn && oblongShape(trial)) || normal.sampleShape;
  if (drawn) {
    return {
      training: drawNormal(sampleShape, { size: NORMAL, seed: 1 }),
      good: drawNormal(sampleShape, { size: SCORED, seed: 2 }),
    };
  }
  const positions = positionsOf(test.size).filter((i) => labels[i] === 0);
  return { training: normal, good: pick(test, positions.slice(0, SCORED)) };
}

/** Place of the largest of `values`, row by row. */
function peakOf(values: Float32Array, width: number): { row: number; column: number } {
  const at = values.indexOf(Math.max(...values));
  return { row: Math.floor(at / width), column: at % width };
}

export const defectChecks: readonly Check[] = [
  {
    name: 'has the highest place of a map at a defect, where it gives maps',
    async run(trial) {
      const { method, fit, tensor } = trial;
      if (!method.outputs.includes('map')) return;
      const { training, good } = goodImages(trial);
      const [height, width] = good.sampleShape;
      const patch = patchFor(good.sampleShape);
      const bad = withPatch(good, patch);
      const detector = await fit({ samples: tensor(training) });
      if (!isMapDetector(detector)) return;
      const { data } = await detector.scoreMap(tensor(bad));
      const slack = Math.max(1, Math.round(Math.min(height, width) / 6));
      for (let i = 0; i < bad.size; i++) {
        const peak = peakOf(data.subarray(i * height * width, (i + 1) * height * width), width);
        expectThat(
          distanceTo(patch, peak) <= slack,
          `The map of a ${String(height)}×${String(width)} image with a bright patch of ` +
            `${String(patch.side)}×${String(patch.side)} at row ${String(patch.row)}, column ` +
            `${String(patch.column)} is highest at row ${String(peak.row)}, column ` +
            `${String(peak.column)}; expected it to be highest there, within ${String(slack)} ` +
            'pixels: a map is [height, width], row by row. Give `config` more training if the ' +
            'patch is not what it misses.',
        );
      }
    },
  },
  {
    name: 'scores images with a defect higher, where it gives maps',
    async run(trial) {
      const { method, fit, tensor } = trial;
      if (!method.outputs.includes('map')) return;
      const { training, good } = goodImages(trial);
      const detector = await fit({ samples: tensor(training) });
      const bad = withPatch(good, patchFor(good.sampleShape));
      const scores = [good, bad].map((images) => detector.score(tensor(images)));
      const [ofGood = [], ofBad = []] = await Promise.all(scores);
      const labels = [...Array<number>(good.size).fill(0), ...Array<number>(bad.size).fill(1)];
      const value = auroc(Uint8Array.from(labels), Float32Array.from([...ofGood, ...ofBad]));
      expectThat(
        value >= LEAST_AUROC,
        `The AUROC of images with a bright patch against the same without it is ` +
          `${value.toFixed(3)}; expected ${String(LEAST_AUROC)} or more. Give \`config\` more ` +
          'training, or `data` that the method can tell apart.',
      );
    },
  },
];
