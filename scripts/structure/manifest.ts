import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  SCOPE,
  type Dependencies,
  type Member,
  type Problem,
  type Workspace,
} from './workspace.ts';

const SOURCE_CONDITION = '@oneclass/source';

/** All manifests are alike, so that a new package is a copy. */
export function checkManifest({ root, catalog }: Workspace, member: Member): Problem[] {
  const file = `${member.path}/package.json`;
  const problem = (what: string, instead: string): Problem => ({ file, what, instead });
  if (!existsSync(join(root, file)))
    return [problem('is missing', "Copy another package's and adapt it.")];
  return [
    ...checkFields(member, problem),
    ...checkRanges(member, { catalog, problem }),
    ...(member.kind === 'package'
      ? checkExports(root, member, problem)
      : checkApp(root, member, problem)),
  ];
}

type MakeProblem = (what: string, instead: string) => Problem;

function checkFields({ kind, folder, manifest }: Member, problem: MakeProblem): Problem[] {
  const exact: Record<string, unknown> = {
    name: `${SCOPE}${folder}`,
    license: 'MIT',
    type: 'module',
    engines: { node: '>=20.19' },
    files: ['dist'],
    scripts: { build: 'tsc -p tsconfig.json' },
    ...(kind === 'package' && { sideEffects: false }),
  };
  const problems = Object.entries(exact)
    .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
    .map(([field, value]) =>
      problem(`"${field}" is ${show(manifest[field])}`, `Set it to ${show(value)}.`),
    );
  for (const field of ['version', 'description']) {
    if (!manifest[field]) problems.push(problem(`"${field}" is missing`, 'Add it; npm shows it.'));
  }
  for (const name of kind === 'package' ? Object.keys(manifest.dependencies ?? {}) : []) {
    if (!name.startsWith('@tensorflow/')) continue;
    problems.push(
      problem(
        `${name} is a dependency`,
        'Make it a peer: a process has one engine, and the user installs it.',
      ),
    );
  }
  return problems;
}

/** A user's project has one copy of what it shares with us only where we ask for a range. */
function checkRanges(
  { manifest }: Member,
  { catalog, problem }: { readonly catalog: Dependencies; readonly problem: MakeProblem },
): Problem[] {
  const asked = [manifest.dependencies, manifest.peerDependencies].flatMap((dependencies) =>
    Object.entries(dependencies ?? {}),
  );
  return asked.flatMap(([name, specifier]) => {
    if (specifier.startsWith('workspace:')) {
      if (specifier === 'workspace:^') return [];
      const what = `asks for ${name} as "${specifier}"`;
      return [problem(what, 'Set it to "workspace:^", which is published as a range.')];
    }
    const version = specifier === 'catalog:' ? (catalog[name] ?? '') : specifier;
    if (!/^[=v]?\d+\.\d+\.\d+/.test(version) || version.includes(' - ')) return [];
    const where = specifier === 'catalog:' ? ' in the catalog of pnpm-workspace.yaml' : '';
    return [
      problem(
        `asks for ${name} in the one version ${version}`,
        `Give a range, such as ^${version.replace(/^[=v]/, '')}${where}; pnpm-lock.yaml has the ` +
          'version that is tested.',
      ),
    ];
  });
}

/**
 * `"./x": { "@oneclass/source": "./src/x/index.ts", "types": "./dist/x/index.d.ts",
 * "default": "./dist/x/index.js" }`.
 */
function checkExports(root: string, { path, manifest }: Member, problem: MakeProblem): Problem[] {
  const entries = Object.entries(manifest.exports ?? {});
  if (!entries.some(([entry]) => entry === '.'))
    return [problem('"exports" has no "."', 'Export src/index.ts as ".".')];
  return entries.flatMap(([entry, conditions]) => {
    const source = conditions[SOURCE_CONDITION] ?? './src/index.ts';
    const built = source.replace('./src/', './dist/').replace(/\.ts$/, '');
    const expected = { [SOURCE_CONDITION]: source, types: `${built}.d.ts`, default: `${built}.js` };
    if (JSON.stringify(conditions) !== JSON.stringify(expected)) {
      return [
        problem(
          `"exports" of "${entry}" is ${show(conditions)}`,
          `In this order: ${show(expected)}.`,
        ),
      ];
    }
    if (existsSync(join(root, path, source))) return [];
    return [
      problem(
        `"exports" of "${entry}" names ${source}, which does not exist`,
        'Add the file or take the entry out.',
      ),
    ];
  });
}

/** An app may have exports too: types for the files that its users write. */
const checkApp = (root: string, member: Member, problem: MakeProblem): Problem[] => [
  ...checkBin(member, problem),
  ...(member.manifest.exports ? checkExports(root, member, problem) : []),
];

function checkBin({ manifest }: Member, problem: MakeProblem): Problem[] {
  const targets = Object.values(manifest.bin ?? {});
  if (targets.length > 0 && targets.every((target) => target === './dist/main.js')) return [];
  return [
    problem(
      `"bin" is ${show(manifest.bin)}`,
      'An app has its command there, pointing to ./dist/main.js.',
    ),
  ];
}

const show = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));
