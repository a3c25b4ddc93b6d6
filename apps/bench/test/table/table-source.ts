const ABOUT =
  "name: 'toy', summary: 'none', defaults: { seed: 0 }, outputs: ['score'], resumable: false";
const METHOD =
  `{ ${ABOUT}, nearestShape: (shape) => shape, checkShape() {}, ` + 'fit() {}, restore() {} }';
export const FEATURE_METHOD = `{ ${ABOUT}, on() {} }`;
export const PROVIDER =
  "{ name: 'toy-features', summary: 'none', defaults: {}, recognizes() {}, open() {} }";
export const CELL = `{ id: 'seed0', method: ${METHOD}, data: { description: {}, load() {} } }`;

/** The text of a table's module. */
export const tableSource = ({ cells = `() => [${CELL}]`, more = '' } = {}): string =>
  "export default { name: 'mine', title: 'Mine', protocol: () => ['As it is.'], cells: " +
  `${cells}, ${more} };`;
