import { drawnTextures, type DrawnTextures } from '../../datasets/drawn/drawn-textures.ts';
import { OneClassError } from '../../error.ts';
import { DRAWN_TEXTURES, TEXTURE_KINDS } from './known-sets.ts';

/**
 * One kind of the set 'textures', always the same images: 200 to fit on, 50 good and 48 defective
 * ones to evaluate on.
 * @param kind 'weave', 'brushed' or 'grain'
 * @throws OneClassError `unknown-name`
 */
export function namedTextures(kind: string): DrawnTextures {
  const known = TEXTURE_KINDS.find((name) => name === kind);
  if (known !== undefined)
    return drawnTextures({ kind: known, train: 200, good: 50, defective: 48, seed: 0 });
  const names = TEXTURE_KINDS.join(', ');
  const message =
    `Which of the drawn textures? Expected one of ${names}, as in ` +
    `${DRAWN_TEXTURES.name}:${TEXTURE_KINDS[0] ?? ''}. Received: '${kind}'.`;
  throw new OneClassError('unknown-name', message, {
    argument: 'kind',
    expected: names,
    received: kind,
  });
}
