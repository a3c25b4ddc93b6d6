/**
 * The project's own lint rules. Each is a selector
 * (https://eslint.org/docs/latest/extend/selectors) and a message that says what to do instead;
 * eslint.config.js says where each holds.
 */
import { builtinModules } from 'node:module';

/** @typedef {import('eslint').Rule.RuleModule} RuleModule */

/**
 * @param {string} selector
 * @param {string} message
 * @returns {RuleModule}
 */
const forbid = (selector, message) => ({
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    [selector]: (/** @type {import('eslint').Rule.Node} */ node) =>
      context.report({ node, message }),
  }),
});

const IMPORTS = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
];

/**
 * Forbids modules in static, type-only and dynamic imports and in re-exports.
 * @param {RegExp} modules
 * @param {string} message
 */
const forbidImport = (modules, message) =>
  forbid(`:matches(${IMPORTS.join()})[source.value=${modules}]`, message);

/** @type {Record<string, RuleModule>} */
export const rules = {
  'no-math-random': forbid(
    '[object.name="Math"][property.name="random"], VariableDeclarator[init.name="Math"] ' +
      'Property[key.name="random"]',
    "Math.random can't be repeated. Draw from createRng(seed) of @oneclass/core; " +
      'rng.derive(label) gives an independent stream.',
  ),
  'no-console': forbid(
    '[object.name="console"], [object.object.name="process"]' +
      '[object.property.name=/^std(out|err)$/][property.name="write"]',
    'Only @oneclass/terminal and src/print.ts of an app print. A library throws OneClassError ' +
      'or reports through onProgress.',
  ),
  'no-default-export': forbid(
    'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    "Export it by name: one name everywhere. Only a method package's src/index.ts has a " +
      'default export, its Method.',
  ),
  'no-node-import': forbidImport(
    new RegExp(
      `^(node:|sharp$|(${builtinModules
        .filter((name) => !name.startsWith('_'))
        .join('|')
        .replaceAll('/', '\\/')})$)`,
    ),
    'This code runs in browsers too. What needs Node or sharp belongs in ' +
      'packages/core/src/node, behind @oneclass/core/node.',
  ),
  'no-backend-import': forbidImport(
    /^@tensorflow\/tfjs-/,
    "Import from '@tensorflow/tfjs', the one engine of the process. The backend is the " +
      "application's choice, by @oneclass/runtime.",
  ),
  'no-global-kernel': forbid(
    ['callee.property.name', 'callee.name', 'imported.name']
      .map((name) => `[${name}=/^(un)?register(Kernel|Gradient)/]`)
      .join(),
    "A registered kernel or gradient changes what a user's other models do. Wrap the " +
      'operation in tf.customGrad, in packages/nn.',
  ),
};
