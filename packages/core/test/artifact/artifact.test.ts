import { describe, expect, it } from 'vitest';
import {
  pack,
  readArtifact,
  readSafetensors,
  unpack,
  writeSafetensors,
  type Method,
  type PackOptions,
} from '../../src/index.ts';
import {
  calibrationScores as calibrationOf,
  writeCalibration,
} from '../../src/thresholds/index.ts';
import { oneClassError } from './one-class-error.ts';
import { tinyDetector, tinyMethod, tinyState } from './tiny-method.ts';

const options = {
  input: { height: 2, width: 3, channels: 1, resize: 'area' },
  calibration: { value: 0.1, rule: 'fixed', promise: '' },
  package: { name: '@oneclass/tiny', version: '3.2.1' },
  versions: { node: '20.20.0', '@oneclass/core': '1.2.3' },
} satisfies PackOptions;

const IGNORE = { width: 3, height: 2, runs: [1, 5], fill: 90 };

/** The packed detector, its description changed. */
function described(change: (info: Record<string, unknown>) => unknown): Uint8Array {
  const { tensors, metadata } = readSafetensors(pack(tinyDetector, options));
  const info = change(JSON.parse(metadata['oneclass'] ?? '') as Record<string, unknown>);
  return writeSafetensors({
    tensors,
    metadata: { oneclass: typeof info === 'string' ? info : JSON.stringify(info) },
  });
}

/** A description as that format has it, without what only format 2 has. */
const asFormat = (format: 1 | 2, info: Record<string, unknown>): Record<string, unknown> =>
  format === 2 ? { ...info } : { ...info, format, package: options.package.name };

describe('an artifact', () => {
  it('gives back the detector that was packed, to the bit', () => {
    const { detector, artifact } = unpack(pack(tinyDetector, options), [tinyMethod]);
    expect(detector.state()).toEqual(tinyState);
    expect(artifact).toEqual({
      format: 2,
      method: 'tiny',
      config: tinyState.config,
      sampleShape: [2, 3, 1],
      ...options,
    });
  });

  it('needs nothing but a detector', () => {
    const { artifact } = unpack(pack(tinyDetector), [tinyMethod]);
    expect(artifact).toEqual({
      format: 2,
      method: 'tiny',
      config: tinyState.config,
      sampleShape: [2, 3, 1],
      versions: {},
    });
  });

  it('keeps the range of 16-bit images', () => {
    const input = { ...options.input, range: { minimum: 1024, maximum: 1279 } };
    const bytes = pack(tinyDetector, { ...options, input });
    const { artifact } = readArtifact(bytes);
    expect(artifact.input).toEqual(input);
    expect(pack(tinyDetector, { ...options, input: artifact.input })).toEqual(bytes);
  });

  it('is a safetensors file whose metadata describes it', () => {
    const { metadata } = readSafetensors(pack(tinyDetector, options));
    expect(Object.keys(metadata)).toEqual(['oneclass']);
    expect(JSON.parse(metadata['oneclass'] ?? '')).toEqual({
      format: 2,
      method: 'tiny',
      package: { name: '@oneclass/tiny', version: '3.2.1' },
      config: { seed: 0, epochs: 5, hidden: [4, 2], score: { steps: 10 } },
      sampleShape: [2, 3, 1],
      input: { height: 2, width: 3, channels: 1, resize: 'area' },
      calibration: { threshold: 0.1, rule: 'fixed', promise: '' },
      versions: { '@oneclass/core': '1.2.3', node: '20.20.0' },
    });
  });

  it('names the pretrained features that the detector needs', () => {
    const features = { id: 'vgg19/relu1_1', hash: 'sha256:0123' };
    const state = { ...tinyState, features };
    const bytes = pack({ ...tinyDetector, features, state: () => state });
    expect(readArtifact(bytes)).toMatchObject({ artifact: { features }, state });
    expect(pack(unpack(bytes, [tinyMethod]).detector)).toEqual(bytes);
    const featuresPackage = { name: '@oneclass/tiny-features', version: '1.0.0' };
    const named = pack({ ...tinyDetector, state: () => state }, { featuresPackage });
    expect(readArtifact(named).artifact).toMatchObject({ features, featuresPackage });
  });

  it('keeps the facts of a fit', () => {
    const facts = { width: 7, share: 0.1 };
    const bytes = pack({ ...tinyDetector, state: () => ({ ...tinyState, facts }) });
    expect(readArtifact(bytes)).toMatchObject({ artifact: { facts }, state: { facts } });
    const { detector } = unpack(bytes, [tinyMethod]);
    expect([detector.facts, detector.state().facts]).toEqual([facts, facts]);
    expect(pack(detector)).toEqual(bytes);
  });

  it("says the version that saved the state to the method's restore, and to nobody else", () => {
    const versions: unknown[] = [];
    const noting: Method = {
      ...tinyMethod,
      restore: (state) => (versions.push(state.version), tinyMethod.restore(state)),
    };
    const bytes = pack(tinyDetector, options);
    const { detector } = unpack(bytes, [noting]);
    unpack(pack(tinyDetector, { package: { name: '@oneclass/tiny' } }), [noting]);
    unpack(pack(tinyDetector), [noting]);
    expect(versions).toEqual(['3.2.1', undefined, undefined]);
    const state = { ...tinyState, version: '9.9.9' };
    expect(pack({ ...detector, state: () => state }, options)).toEqual(bytes);
  });

  it('keeps the threshold of pixels beside that of images', () => {
    const pixelCalibration = {
      value: 0.02,
      rule: 'quantile 0.95 of the pixels of 20 held-out normal images',
      promise: 'p',
    };
    const bytes = pack(tinyDetector, { ...options, pixelCalibration });
    const { artifact } = readArtifact(bytes);
    expect(artifact).toMatchObject({ calibration: options.calibration, pixelCalibration });
    expect(readArtifact(pack(tinyDetector, options)).artifact).not.toHaveProperty(
      'pixelCalibration',
    );
    const { threshold, ...rest } = JSON.parse(
      readSafetensors(bytes).metadata['oneclass'] ?? '',
    ).pixelCalibration;
    expect({ value: threshold, ...rest }).toEqual(pixelCalibration);
    expect(() =>
      pack(tinyDetector, { pixelCalibration: { ...pixelCalibration, value: NaN } }),
    ).toThrow(oneClassError('invalid-argument', 'which JSON cannot hold'));
  });

  it('keeps the area that is ignored', () => {
    const input = { ...options.input, ignore: IGNORE };
    expect(readArtifact(pack(tinyDetector, { ...options, input })).artifact.input).toEqual(input);
  });

  it('keeps the threshold of uncertain images, and the scores that thresholds rest on', () => {
    const uncertainCalibration = { value: 0.05, rule: 'fixed', promise: '' };
    const calibrationScores = writeCalibration(calibrationOf([0.03, 0.01, 0.02]));
    const { artifact } = readArtifact(
      pack(tinyDetector, { ...options, uncertainCalibration, calibrationScores }),
    );
    expect(artifact).toMatchObject({ uncertainCalibration, calibrationScores });
  });

  it('has the same bytes when packed again, and when unpacked and packed', () => {
    const bytes = pack(tinyDetector, options);
    const turned = { ...options, versions: { '@oneclass/core': '1.2.3', node: '20.20.0' } };
    expect(pack(tinyDetector, turned)).toEqual(bytes);
    const { detector, artifact } = unpack(bytes, [tinyMethod]);
    const { input, calibration, package: from, versions } = artifact;
    expect(pack(detector, { input, calibration, package: from, versions })).toEqual(bytes);
  });

  it('is read without its method, frozen all the way down', () => {
    const { artifact, state } = readArtifact(pack(tinyDetector, options));
    expect(state).toEqual({ ...tinyState, version: '3.2.1' });
    for (const part of [
      artifact,
      artifact.package,
      artifact.config,
      artifact.config.score,
      artifact.versions,
      artifact.calibration,
      artifact.sampleShape,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('keeps only what a threshold is', () => {
    const calibration = { ...options.calibration, f1: 0.5 };
    expect(readArtifact(pack(tinyDetector, { calibration })).artifact.calibration).toEqual(
      options.calibration,
    );
  });

  it('never reaches the prototype of anything', () => {
    const bytes = described((info) =>
      JSON.stringify(info).replace('"epochs":5', '"__proto__":{"polluted":true}'),
    );
    const { config } = readArtifact(bytes).artifact;
    expect((config as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('unpacking refuses', () => {
  it('a method that is not among those given, naming the package to install', () => {
    const other: Method = { ...tinyMethod, name: 'other' };
    const message =
      "made by the method 'tiny', which is not among those given: other. Install @oneclass/tiny";
    expect(() => unpack(pack(tinyDetector, options), [other])).toThrow(
      oneClassError('unknown-name', message),
    );
    expect(() => unpack(pack(tinyDetector), [])).toThrow(
      oneClassError('unknown-name', 'given: none. Install the package that provides it'),
    );
  });

  it('a file of a later format', () => {
    const bytes = described((info) => ({ format: 3, everything: { else: info } }));
    expect(() => readArtifact(bytes)).toThrow(
      oneClassError(
        'invalid-artifact',
        'format 3, written by a newer oneclass; this one reads up to 2. Update',
      ),
    );
  });

  it('a safetensors file that holds no detector', () => {
    const bytes = writeSafetensors({ tensors: tinyState.tensors, metadata: { format: 'pt' } });
    expect(() => readArtifact(bytes)).toThrow(
      oneClassError('invalid-artifact', 'holds no detector'),
    );
  });

  it('a file that is not safetensors, and one cut short', () => {
    expect(() => readArtifact(new TextEncoder().encode('<!doctype html><html></html>'))).toThrow(
      oneClassError('invalid-artifact', 'not a safetensors file'),
    );
    const bytes = pack(tinyDetector, options);
    for (const length of [0, 8, 20, bytes.length - 1])
      expect(() => readArtifact(bytes.subarray(0, length))).toThrow(/ends after|cut short/);
  });

  it.each<[string, string, (info: Record<string, unknown>) => unknown]>([
    ['text', 'not valid JSON', () => 'hello'],
    ['nothing', '``', () => 'null'],
    ['no format', '`format`', ({ format: _, ...info }) => info],
    ['an older format than the first', '`format`', (info) => ({ ...info, format: 0 })],
    ['an empty method', '`method`', (info) => ({ ...info, method: '' })],
    ['a config without a seed', '`config.seed`', (info) => ({ ...info, config: {} })],
    ['two dimensions', '`sampleShape`', (info) => ({ ...info, sampleShape: [2, 3] })],
    ['an image without pixels', '`sampleShape.0`', (info) => ({ ...info, sampleShape: [0, 3, 1] })],
    [
      'an unknown way to resize',
      '`input.resize`',
      (info) => ({ ...info, input: { ...options.input, resize: 'cubic' } }),
    ],
    [
      'an input of another shape',
      '`input`: must have the sample shape',
      (info) => ({ ...info, input: { ...options.input, width: 4 } }),
    ],
    ...[
      [0.5, 9],
      [-1, 9],
      [0, 65536],
      [9, 8],
    ].map(
      ([minimum, maximum]) =>
        [
          `a range from ${minimum} to ${maximum}`,
          '`input.range',
          (info: object) => ({
            ...info,
            input: { ...options.input, range: { minimum, maximum } },
          }),
        ] as [string, string, (info: Record<string, unknown>) => unknown],
    ),
    [
      'features without a hash',
      '`features.hash`',
      (info) => ({ ...info, features: { id: 'vgg19' } }),
    ],
    [
      'a threshold that is no number',
      '`calibration.threshold`',
      (info) => ({ ...info, calibration: { ...options.calibration, threshold: null } }),
    ],
    ...[{ runs: [1, 4] }, { runs: [1, 0, 5] }, { fill: 256 }, { width: 0, runs: [] }].map(
      (more) =>
        [
          `an area to ignore with ${JSON.stringify(more)}`,
          '`input.ignore',
          (info: object) => ({
            ...info,
            input: { ...options.input, ignore: { ...IGNORE, ...more } },
          }),
        ] as [string, string, (info: Record<string, unknown>) => unknown],
    ),
    [
      'an uncertain threshold above the other',
      '`uncertainCalibration`: must have a `calibration` that is no lower',
      (info) => ({
        ...info,
        uncertainCalibration: { threshold: 0.2, rule: 'fixed', promise: '' },
      }),
    ],
    [
      'an uncertain threshold alone',
      '`uncertainCalibration`: must have a `calibration`',
      ({ calibration, ...info }) => ({ ...info, uncertainCalibration: calibration }),
    ],
    [
      'calibration scores that are too few',
      'The scores of the images that this detector was calibrated on are not valid',
      (info) => ({ ...info, calibrationScores: { count: 2, scores: 'AAAAAA==' } }),
    ],
    [
      'calibration scores of no image',
      '`calibrationScores.count`',
      (info) => ({ ...info, calibrationScores: { count: 0, scores: '' } }),
    ],
    [
      'a version that is no text',
      '`versions.node`',
      (info) => ({ ...info, versions: { node: 20 } }),
    ],
  ])('a description with %s', (_, message, change) => {
    expect(() => readArtifact(described(change))).toThrow(
      oneClassError('invalid-artifact', message),
    );
  });
});

describe.each([1, 2] as const)('a description of format %i', (format) => {
  const features = { id: 'vgg19/relu1_1', hash: 'sha256:0123' };
  const whole = (more: object): Uint8Array =>
    described((info) => ({ ...asFormat(format, info), ...more }));

  it('is read, with the same state', () => {
    const { artifact, state } = readArtifact(whole({ features }));
    expect(artifact).toMatchObject({ format, input: options.input, features });
    expect(artifact.calibration).toEqual(options.calibration);
    const version = format === 1 ? undefined : '3.2.1';
    expect(artifact.package).toEqual({ name: '@oneclass/tiny', version });
    expect(state).toEqual({ ...tinyState, features, version });
  });

  const input = { ...options.input, mood: 'good' };
  const threshold = { threshold: 0.1, rule: 'fixed', promise: '', mood: 'good' };
  it.each<[string, object]>([
    ['mood', { mood: 'good' }],
    ['__proto__', JSON.parse('{ "__proto__": { "mood": "good" } }') as object],
    ['input.mood', { input }],
    [
      'input.range.mood',
      { input: { ...options.input, range: { minimum: 1, maximum: 2, mood: 'good' } } },
    ],
    ['input.ignore.mood', { input: { ...options.input, ignore: { ...IGNORE, mood: 'good' } } }],
    ['features.mood', { features: { ...features, mood: 'good' } }],
    ['calibration.mood', { calibration: threshold }],
    ['pixelCalibration.mood', { pixelCalibration: threshold }],
    ...(format === 1
      ? ([
          ['facts', { facts: { width: 7 } }],
          ['featuresPackage', { featuresPackage: { name: 'some' } }],
          ['calibrationScores', { calibrationScores: { count: 1, scores: 'AAAAAA==' } }],
        ] as [string, object][])
      : ([['package.mood', { package: { name: 'tiny', mood: 'good' } }]] as [string, object][])),
  ])('is refused where it says `%s`, which might change scores', (key, more) => {
    const message = `says \`${key}\`, which this version does not know; scores might depend on it`;
    const bytes = described((info) =>
      Object.defineProperties(asFormat(format, info), {
        ...Object.getOwnPropertyDescriptors(more),
      }),
    );
    expect(() => readArtifact(bytes)).toThrow(oneClassError('invalid-artifact', message));
  });

  it('is refused with more than 100 levels, however many', () => {
    /** `config.deep` is on the third level, the first of so many arrays in each other. */
    const nested = (arrays: number): Uint8Array =>
      described((info) =>
        JSON.stringify({ ...asFormat(format, info), config: { seed: 0, deep: 0 } }).replace(
          '"deep":0',
          `"deep":${'['.repeat(arrays)}${']'.repeat(arrays)}`,
        ),
      );
    expect(readArtifact(nested(99)).artifact.config).toHaveProperty('deep');
    for (const arrays of [100, 1000, 100_000]) {
      expect(() => readArtifact(nested(arrays))).toThrow(
        oneClassError('invalid-artifact', 'more than 100 levels'),
      );
    }
  });

  it.each<[string, unknown]>([
    ['of the other format', format === 1 ? { name: 'tiny' } : 'tiny'],
    ['without a name', format === 1 ? '' : { version: '1.0.0' }],
    ['with an empty name', format === 1 ? '' : { name: '' }],
  ])('is refused with a package %s', (_, wrong) => {
    expect(() => readArtifact(whole({ package: wrong }))).toThrow(
      oneClassError('invalid-artifact', '`package'),
    );
  });
});

describe('packing refuses', () => {
  const packing =
    (state: object, more: PackOptions = {}) =>
    () =>
      pack({ ...tinyDetector, state: () => ({ ...tinyState, ...state }) }, more);

  it('a number that JSON cannot hold', () => {
    expect(packing({ config: { seed: 0, rate: NaN } })).toThrow(
      oneClassError('invalid-argument', '`rate` of this detector is NaN'),
    );
    const calibration = { value: -Infinity, rule: '', promise: '' };
    expect(packing({}, { calibration })).toThrow(
      oneClassError('invalid-argument', '`threshold` of this detector is -Infinity'),
    );
  });

  it('what it could not read again', () => {
    expect(packing({ config: {} })).toThrow(
      oneClassError('invalid-argument', "'tiny' detector cannot be packed"),
    );
    expect(packing({}, { input: { ...options.input, height: 28 } })).toThrow(
      oneClassError('invalid-argument', 'must have the sample shape'),
    );
  });

  it('a fact that is no finite number', () => {
    expect(packing({ facts: { width: NaN } })).toThrow(
      oneClassError('invalid-argument', '`width` of this detector is NaN'),
    );
    expect(packing({ facts: { width: 'seven' } })).toThrow(
      oneClassError('invalid-argument', '`facts.width`'),
    );
  });

  it('a tensor whose values do not fit its shape, naming it', () => {
    expect(packing({ tensors: { bias: { shape: [3], data: new Float32Array(2) } } })).toThrow(
      oneClassError('invalid-argument', "'bias'"),
    );
  });
});
