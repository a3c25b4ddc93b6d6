import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that is wrong, and what to do instead. */
export interface Problem {
  /** From the repository's root. */
  readonly file: string;
  readonly what: string;
  readonly instead: string;
}

export type Dependencies = Readonly<Record<string, string>>;

/** The fields of a package.json that are looked at; all of them may be missing. */
export interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly imports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Dependencies;
  readonly peerDependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly [field: string]: unknown;
}

/** A folder of packages/ or apps/. */
export interface Member {
  readonly kind: 'package' | 'app';
  readonly folder: string;
  /** 'packages/core'. */
  readonly path: string;
  readonly manifest: Manifest;
  /** Its TypeScript files under src and test, from the repository's root. */
  readonly files: readonly string[];
}

export interface Workspace {
  readonly root: string;
  readonly members: readonly Member[];
  /** What the root's manifest offers to every test: the test runner. */
  readonly rootDependencies: Dependencies;
  /** The versions that `catalog:` stands for, by pnpm-workspace.yaml. */
  readonly catalog: Dependencies;
}

export const SCOPE = '@oneclass/';

export function readWorkspace(root: string): Workspace {
  const read = (kind: Member['kind'], parent: string): Member[] =>
    membersOf(join(root, parent)).map((folder) => {
      const path = `${parent}/${folder}`;
      return {
        kind,
        folder,
        path,
        manifest: readManifest(join(root, path)),
        files: typescriptFiles(root, path),
      };
    });
  return {
    root,
    members: [...read('package', 'packages'), ...read('app', 'apps')],
    rootDependencies: readManifest(root).devDependencies ?? {},
    catalog: readCatalog(root),
  };
}

/** The lines `  name: version` below `catalog:`. */
function readCatalog(root: string): Dependencies {
  const file = join(root, 'pnpm-workspace.yaml');
  if (!existsSync(file)) return {};
  const [, lines = ''] = /^catalog:\n((?: .*\n|\n)*)/m.exec(readFileSync(file, 'utf8')) ?? [];
  const entries = lines.matchAll(/^ +'?([^\s'#]+?)'?: +'?([^\s']+)/gm);
  return Object.fromEntries([...entries].map(([, name = '', version = '']) => [name, version]));
}

const typescriptFiles = (root: string, path: string): string[] =>
  ['src', 'test']
    .flatMap((part) => filesBelow(root, `${path}/${part}`))
    .filter((file) => file.endsWith('.ts'));

/** Every file below `path`, at any depth, from the repository's root. */
export function filesBelow(root: string, path: string): string[] {
  if (!existsSync(join(root, path))) return [];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** A folder with nothing but ignored files, as a change of branch leaves it, is no member. */
function membersOf(parent: string): string[] {
  if (!existsSync(parent)) return [];
  const isMember = (folder: string) =>
    ['package.json', 'src'].some((content) => existsSync(join(parent, folder, content)));
  return readdirSync(parent).filter(isMember);
}

const readManifest = (folder: string): Manifest => {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
};
