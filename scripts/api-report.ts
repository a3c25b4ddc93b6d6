/**
 * Writes what every package exports to docs/api, a file for each entry point, so that a change of
 * the public types shows in a diff. `pnpm api`; reads `dist`, which that builds first.
 *
 *   node --import tsx scripts/api-report.ts [folder]
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigFile,
} from '@microsoft/api-extractor';
import { readWorkspace, type Member } from './structure/workspace.ts';

/** One `exports` entry of a package. */
interface Entry {
  /** Of its report: 'core.api.md', 'core.node.api.md'. */
  readonly file: string;
  readonly packageFolder: string;
  /** Its built declarations. */
  readonly types: string;
}

const ENDING = '.api.md';

/**
 * Replaces the reports in `folder` by those of what is built.
 * @throws Error when something is not built, or is more than API Extractor can follow
 */
export function writeApiReports(root: string, folder: string): void {
  const entries = readWorkspace(root).members.flatMap((member) => entriesOf(root, member));
  const unbuilt = entries.find(({ types }) => !existsSync(types));
  if (unbuilt) throw new Error(`${unbuilt.types} is missing. Run \`pnpm api\`, which builds it.`);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (file.endsWith(ENDING)) rmSync(join(folder, file));
  const scratch = mkdtempSync(join(tmpdir(), 'oneclass-api-'));
  try {
    const prepared = entries.map((entry) => ({
      entry,
      config: prepare(entry, { entries, folder, scratch }),
    }));
    const [first] = prepared;
    // One program for all: TensorFlow.js's declarations are read once.
    const compilerState = first && CompilerState.create(first.config);
    for (const { entry, config } of prepared) report(entry, config, compilerState);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

const entriesOf = (root: string, { folder, path, manifest }: Member): Entry[] =>
  Object.entries(manifest.exports ?? {}).map(([entry, { types = '' }]) => ({
    file: `${[folder, ...entry.split('/').slice(1)].join('.')}${ENDING}`,
    packageFolder: join(root, path),
    types: join(root, path, types),
  }));

interface Setting {
  readonly entries: readonly Entry[];
  readonly folder: string;
  readonly scratch: string;
}

function prepare(
  { file, packageFolder, types }: Entry,
  { entries, folder, scratch }: Setting,
): ExtractorConfig {
  // Reports say what is exported; comments and names are lint's.
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  const configObject: IConfigFile = {
    projectFolder: packageFolder,
    mainEntryPointFilePath: types,
    newlineKind: 'lf',
    compiler: {
      overrideTsconfig: { compilerOptions: COMPILER, files: entries.map((entry) => entry.types) },
    },
    apiReport: {
      enabled: true,
      reportFileName: file,
      reportFolder: folder,
      reportTempFolder: scratch,
      includeForgottenExports: true,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: silent,
      extractorMessageReporting: silent,
      tsdocMessageReporting: silent,
    },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(packageFolder, 'package.json'),
  });
}

/** As a user's project reads the declarations. */
const COMPILER = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ['node'],
};

function report(
  { file, types }: Entry,
  config: ExtractorConfig,
  compilerState: CompilerState | undefined,
): void {
  const errors: string[] = [];
  let cause: unknown;
  try {
    Extractor.invoke(config, {
      ...(compilerState && { compilerState }),
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true;
        if (message.logLevel === ExtractorLogLevel.Error) errors.push(message.text);
      },
    });
  } catch (error) {
    cause = error;
    errors.push(error instanceof Error ? (error.message.split('\n')[0] as string) : String(error));
  }
  if (errors.length === 0) return;
  throw new Error(
    `No report ${file} of ${types}: ${errors.join(' ')}. If it can't follow a symbol, the ` +
      'declarations name a global namespace: write `Writable` of node:stream in place of ' +
      '`NodeJS.WritableStream`, say.',
    { cause },
  );
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..');
  writeApiReports(root, process.argv[2] ?? join(root, 'docs/api'));
}
