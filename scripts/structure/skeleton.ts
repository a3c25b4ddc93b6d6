import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { apps, packageRules, type PackageRule } from '../layout.js';
import { filesBelow, type Member, type Problem, type Workspace } from './workspace.ts';

const SHEBANG = '#!/usr/bin/env node';

const METHOD_FILES: Readonly<Record<string, string>> = {
  'config.ts': "the config's type, defaults and validation",
  'network.ts': 'the layers and their initialisers',
  'objective.ts': "the loss and the score, with the paper's equation numbers",
  'method.ts': '`fit` and `restore`',
};

/** The files that every package has, and those that a method package has on top. */
export function checkSkeleton(workspace: Workspace, member: Member): Problem[] {
  const { kind, folder, path } = member;
  const entry = kind === 'package' ? 'src/index.ts' : 'src/main.ts';
  const required: Record<string, string> = {
    'README.md': 'Say what it is and how to install it, and show an example that runs.',
    'tsconfig.json': "Copy another package's; it extends ../../tsconfig.base.json.",
    [entry]: kind === 'package' ? 'It names every export of the package.' : 'It starts the app.',
  };
  const has = (file: string) => existsSync(join(workspace.root, path, file));
  const problems: Problem[] = Object.entries(required)
    .filter(([file]) => !has(file))
    .map(([file, instead]) => ({ file: `${path}/${file}`, what: 'is missing', instead }));

  if (!(kind === 'package' ? folder in packageRules : apps.includes(folder))) {
    problems.push({
      file: path,
      what: 'is not in scripts/layout.js',
      instead: 'Enter it there with what it may import.',
    });
  }
  if (
    kind === 'app' &&
    has(entry) &&
    !readFileSync(join(workspace.root, path, entry), 'utf8').startsWith(`${SHEBANG}\n`)
  ) {
    const file = `${path}/${entry}`;
    problems.push({
      file,
      what: `does not start with ${SHEBANG}`,
      instead: 'Add that line; npm links this file as a command.',
    });
  }
  if (!member.files.some((file) => file.startsWith(`${path}/test/`) && file.endsWith('.test.ts'))) {
    problems.push({
      file: `${path}/test`,
      what: 'has no *.test.ts',
      instead: 'Add one, named for what it tests.',
    });
  }
  return [...problems, ...checkMethodFiles(member)];
}

/** A package of several methods has them in a folder each; not every method has a network. */
function checkMethodFiles({ folder, path, files }: Member): Problem[] {
  const rule = packageRules[folder];
  if (!rule?.method) return [];
  const names = files
    .filter((file) => file.startsWith(`${path}/src/`))
    .map((file) => basename(file));
  return Object.entries(METHOD_FILES)
    .filter(([name]) => !names.includes(name) && (name !== 'network.ts' || hasNetwork(rule)))
    .map(([name, content]) => ({
      file: `${path}/src`,
      what: `has no ${name}`,
      instead: `A method keeps ${content} there.`,
    }));
}

const hasNetwork = ({ imports, network }: PackageRule): boolean =>
  network !== false && imports.includes('nn');

const VAGUE = /(^|[-./])(utils?|helpers?|common|managers?)(?=[-./]|$)/i;

/** A file or folder is named for what it holds. */
export function checkNames({ root, members }: Workspace): Problem[] {
  const files = [...members.flatMap((member) => member.files), ...filesBelow(root, 'scripts')];
  return files.flatMap((file) => {
    const word = VAGUE.exec(file)?.[2];
    if (word === undefined) return [];
    const instead =
      'Name it for what it holds, in the words of the field; split it if it holds several things.';
    return [{ file, what: `has "${word}" in its name`, instead }];
  });
}
