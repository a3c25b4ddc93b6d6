export const UNUSED = "() => { throw new Error('unused'); }";
export const description = (name: string): string =>
  `name: '${name}', summary: 'Nothing.', defaults: { seed: 0 }, outputs: ['score'], ` +
  'resumable: false';

/** Source of a method that has all its parts, and does nothing. */
export const methodText = (name: string): string =>
  `{ ${description(name)}, nearestShape: (shape) => shape, checkShape: ${UNUSED}, ` +
  `fit: ${UNUSED}, restore: ${UNUSED} }`;
