/**
 * The packages and what each may import: the arrows of ARCHITECTURE.md, in the one place that the
 * linter and check-structure read. A new package is entered here first.
 *
 * @typedef {object} PackageRule
 * @property {readonly string[]} imports the packages that its source may import
 * @property {true} [method] it exports a `Method`: has the method skeleton and may have a default
 *   export
 * @property {false} [network] a method that has no network of its own, and no network.ts
 * @property {true} [browser] it runs in browsers too: `node:*` and sharp only under src/node
 */

/** @type {Readonly<Record<string, PackageRule>>} */
export const packageRules = {
  core: { imports: [], browser: true },
  nn: { imports: ['core'], browser: true },
  autoencoder: { imports: ['core', 'nn'], method: true, browser: true },
  svdd: { imports: ['core', 'nn'], method: true, browser: true },
  anogan: { imports: ['core', 'nn'], method: true, browser: true },
  baselines: { imports: ['core'], method: true, browser: true },
  dfr: { imports: ['core', 'nn'], method: true, browser: true },
  padim: { imports: ['core', 'nn'], method: true, network: false, browser: true },
  patchcore: { imports: ['core', 'nn'], method: true, network: false, browser: true },
  'vgg-features': { imports: ['core'], browser: true },
  'efficientnet-features': { imports: ['core'], browser: true },
  testkit: { imports: ['core'], browser: true },
  pictures: { imports: ['core'] },
  report: { imports: ['core', 'pictures'] },
  runtime: { imports: ['core'], browser: true },
  inspection: { imports: ['core', 'pictures', 'report'], browser: true },
  terminal: { imports: ['core'] },
};

/** Apps compose every package; nothing imports an app. */
export const apps = ['cli', 'bench'];

/** Further packages that tests anywhere may import, to have a backend to run on. */
export const testImports = ['runtime', 'testkit'];
