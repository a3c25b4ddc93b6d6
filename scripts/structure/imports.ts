import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { packageRules, testImports } from '../layout.js';
import {
  SCOPE,
  type Dependencies,
  type Member,
  type Problem,
  type Workspace,
} from './workspace.ts';

/**
 * The modules that a text imports: static, type-only and dynamic imports, import types and
 * re-exports.
 */
export const importsOf = (text: string): string[] => [
  ...new Set(
    ts.preProcessFile(text, true, true).importedFiles.map((imported) => imported.fileName),
  ),
];

/** Imports go along the arrows, through `exports`, and to what the manifest declares. */
export function checkImports(workspace: Workspace, member: Member): Problem[] {
  return member.files.flatMap((file) =>
    importsOf(readFileSync(join(workspace.root, file), 'utf8')).flatMap((module) => {
      const found = checkImport(workspace, member, { file, module });
      return found === undefined
        ? []
        : [{ file, what: `imports ${module}${found.what}`, instead: found.instead }];
    }),
  );
}

interface Import {
  readonly file: string;
  readonly module: string;
}

type Finding = Omit<Problem, 'file'>;

function checkImport(
  workspace: Workspace,
  member: Member,
  { file, module }: Import,
): Finding | undefined {
  const inTest = file.startsWith(`${member.path}/test/`);
  if (module.startsWith('.')) return checkRelative(member, { file, module }, inTest);
  if (isBuiltin(module)) return undefined;
  if (module.startsWith('#')) return checkSubpath(member, module);
  const sibling = module.startsWith(SCOPE) ? module.slice(SCOPE.length).split('/')[0] : undefined;
  if (sibling !== undefined) {
    const target = workspace.members.find(
      ({ kind, folder }) => kind === 'package' && folder === sibling,
    );
    if (target === undefined)
      return {
        what: ', which is not one of packages/',
        instead: 'Correct the name; apps are never imported.',
      };
    const found = checkArrow(member, sibling, inTest) ?? checkEntry(target, module);
    if (found !== undefined || target === member) return found;
  }
  const available = inTest ? [member.manifest.devDependencies, workspace.rootDependencies] : [];
  return checkDeclared(
    packageOf(module),
    [member.manifest.dependencies, member.manifest.peerDependencies, ...available],
    inTest,
  );
}

/** By what tests of several packages compare with golden values, change files, fill disks. */
const OF_TESTS = ['scripts/golden/', 'scripts/fuzz/', 'scripts/disk/'];

function checkRelative(
  member: Member,
  { file, module }: Import,
  inTest: boolean,
): Finding | undefined {
  const target = join(dirname(file), module);
  const bounds = inTest ? `${member.path}/` : `${member.path}/src/`;
  if (target.startsWith(bounds)) return undefined;
  if (inTest && OF_TESTS.some((folder) => target.startsWith(folder))) return undefined;
  return {
    what: `, outside of ${bounds}`,
    instead: 'Import another package by its name; source never imports tests.',
  };
}

/** A name of the package's own, for a file that conditions choose. */
function checkSubpath({ manifest }: Member, module: string): Finding | undefined {
  if (module in (manifest.imports ?? {})) return undefined;
  return {
    what: ', which "imports" of its package.json does not have',
    instead: 'Enter it there, or import by relative path.',
  };
}

function checkArrow(
  { kind, folder }: Member,
  sibling: string,
  inTest: boolean,
): Finding | undefined {
  if (sibling === folder) {
    return inTest
      ? undefined
      : { what: ', its own package', instead: 'Inside a package, import by relative path.' };
  }
  const rule = packageRules[folder];
  if (kind === 'app' || rule === undefined || rule.imports.includes(sibling)) return undefined;
  if (inTest && testImports.includes(sibling)) return undefined;
  const allowed =
    rule.imports.length > 0
      ? rule.imports.map((name) => SCOPE + name).join(' and ')
      : 'no other package';
  return {
    what: ', against the arrows',
    instead:
      `${SCOPE}${folder} may import ${allowed}. Take it as an argument, or move it to where ` +
      'both may import it.',
  };
}

function checkEntry({ folder, manifest }: Member, module: string): Finding | undefined {
  const name = SCOPE + folder;
  const entries = Object.keys(manifest.exports ?? {});
  if (entries.length === 0 || entries.includes(`.${module.slice(name.length)}`)) return undefined;
  return {
    what: ', past its exports',
    instead: `Import one of ${entries.map((entry) => name + entry.slice(1)).join(', ')}.`,
  };
}

function checkDeclared(
  name: string,
  declared: readonly (Dependencies | undefined)[],
  inTest: boolean,
): Finding | undefined {
  if (declared.some((dependencies) => dependencies !== undefined && name in dependencies))
    return undefined;
  return {
    what: ', which its package.json does not declare',
    instead:
      `Add ${name} to its ${inTest ? 'devDependencies' : 'dependencies or peerDependencies'}, ` +
      'or do without it.',
  };
}

const packageOf = (module: string): string =>
  module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
