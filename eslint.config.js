import js from '@eslint/js';
import stylistic from '@stylistic/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { packageRules } from './scripts/layout.js';
import { rules as projectRules } from './scripts/lint-rules.js';

const SOURCE = ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts', 'examples/*/src/**/*.ts'];
const TESTS = ['**/test/**/*.ts', 'scripts/**/*.test.ts', 'scripts/fixtures/**'];

// TensorFlow.js leaves the rank of most results open; `as Tensor4D` after the operation says what
// the shapes make certain.
const TENSOR_TYPES = ['Tensor', 'Tensor1D', 'Tensor2D', 'Tensor3D', 'Tensor4D'].flatMap((name) => [
  name,
  `tf.${name}`,
]);

/** @param {'method' | 'browser'} trait */
const packagesWith = (trait) =>
  Object.keys(packageRules).filter((name) => packageRules[name]?.[trait]);

export default defineConfig(
  globalIgnores(['**/dist/', '**/scratch/', '**/coverage/', 'bench-out/']),
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    // One program for the whole tree: faster than one a package, and siblings resolve to their
    // source.
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@stylistic': stylistic, oneclass: { rules: projectRules } },
    rules: {
      eqeqeq: 'error',
      // Prettier breaks code; comments and texts are broken by hand. A test's name stays whole.
      '@stylistic/max-len': [
        'error',
        { code: 100, ignoreUrls: true, ignorePattern: '^\\s*(it|test|describe)\\b|eslint-disable' },
      ],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-unnecessary-type-assertion': [
        'error',
        { typesToIgnore: TENSOR_TYPES },
      ],
      '@typescript-eslint/require-array-sort-compare': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
      // An async function without await rejects where a plain one would throw.
      '@typescript-eslint/require-await': 'off',
      // Objects here are closures; `this` is rarely used.
      '@typescript-eslint/unbound-method': 'off',
      'no-control-regex': 'off',
      'oneclass/no-math-random': 'error',
      'oneclass/no-default-export': 'error',
    },
  },
  {
    files: SOURCE,
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'oneclass/no-console': 'error',
      'oneclass/no-global-kernel': 'error',
    },
  },
  {
    files: ['packages/terminal/src/**', 'apps/*/src/print.ts'],
    rules: { 'oneclass/no-console': 'off' },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['packages/runtime/**'],
    rules: { 'oneclass/no-backend-import': 'error' },
  },
  {
    files: packagesWith('browser').map((name) => `packages/${name}/src/**/*.ts`),
    ignores: ['packages/*/src/node/**'],
    rules: { 'oneclass/no-node-import': 'error' },
  },
  {
    files: [
      '**/*.config.{js,ts}',
      'examples/*/src/index.ts',
      ...packagesWith('method').map((name) => `packages/${name}/src/index.ts`),
    ],
    rules: { 'oneclass/no-default-export': 'off' },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/max-params': 'off',
      // A test may look into untyped JSON and hand over wrong types on purpose.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
);
