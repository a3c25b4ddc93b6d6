const METHOD =
  "{ name: 'toy', summary: 'none', defaults: { seed: 0 }, nearestShape: (shape) => shape, " +
  'fit() {}, restore() {} }';
export const CELL = `{ id: 'seed0', method: ${METHOD}, data: { description: {}, load() {} } }`;

/** The text of a table's module. */
export const tableSource = ({ cells = `() => [${CELL}]`, more = '' } = {}): string =>
  "export default { name: 'mine', title: 'Mine', protocol: () => ['As it is.'], cells: " +
  `${cells}, ${more} };`;
