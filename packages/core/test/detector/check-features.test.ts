import { describe, expect, it } from 'vitest';
import { checkFeatures, type DetectorState, type FeatureIdentity } from '../../src/index.ts';

const fitted: FeatureIdentity = { id: 'vgg19/relu1_1', hash: 'sha256:01' };
const stateOn = (features: FeatureIdentity | undefined): DetectorState => ({
  ...{ method: 'tiny', config: { seed: 0 }, sampleShape: [2, 3, 1], features },
  tensors: {},
});
const check = (features: FeatureIdentity | undefined, given: FeatureIdentity) => () => {
  checkFeatures(stateOn(features), given);
};

describe('the features of a saved detector', () => {
  it('are those that it was fitted on', () => {
    expect(check(fitted, { ...fitted })).not.toThrow();
  });

  it.each<[string, FeatureIdentity, RegExp, string, string]>([
    [
      'of other weights',
      { ...fitted, hash: 'sha256:02' },
      /^This tiny .* on other weights: expected the hash sha256:01, received sha256:02\. Give it/,
      'sha256:01',
      'sha256:02',
    ],
    [
      'of another network',
      { ...fitted, id: 'vgg19/relu2_1' },
      /expected 'vgg19.relu1_1' \(sha256:01\), received 'vgg19.relu2_1' \(sha256:01\)\. /,
      'vgg19/relu1_1',
      'vgg19/relu2_1',
    ],
    [
      'of another network and other weights',
      { id: 'resnet', hash: 'sha256:02' },
      /other features: expected 'vgg19.relu1_1' \(sha256:01\), received 'resnet' \(sha256:02\)\. /,
      'vgg19/relu1_1',
      'resnet',
    ],
  ])('are refused %s', (_, given, message, expected, received) => {
    expect(check(fitted, given)).toThrow(
      expect.objectContaining({
        ...{ code: 'invalid-argument', argument: 'features', expected, received },
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it('are missing in a damaged file', () => {
    expect(check(undefined, fitted)).toThrow(
      expect.objectContaining({
        code: 'invalid-artifact',
        argument: 'features',
        message: expect.stringMatching(
          /does not say on which features its tiny detector/,
        ) as string,
      }),
    );
  });
});
