/** @file Which packages a cell's method and features come from, and their versions. */
import { fileURLToPath } from 'node:url';
import type { PackageId } from '@oneclass/core';
import { manifestFor } from '@oneclass/core/node';
import type { Cell, Table } from './table.ts';
import { wrongTable } from './wrong-table.ts';

/** Of those that a cell names; without a version where the manifest has none. */
export interface CellPackages {
  /** Of the method. */
  readonly package?: PackageId;
  /** Of the provider of its features. */
  readonly featuresPackage?: PackageId;
}

/** Where the packages of the built-in tables are found from. */
export const BENCH_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/**
 * Finds the versions that are installed of the packages that a table's cells name.
 * @param from the folder of the table's module
 */
export function packagesIn(from: string, { name }: Table): (cell: Cell) => Promise<CellPackages> {
  const found = new Map<string, Promise<PackageId>>();
  const idOf = (of: string | undefined, field: string): Promise<PackageId> | undefined => {
    if (of === undefined) return undefined;
    const id = found.get(of) ?? installed(of, { from, what: `${field} of table "${name}"` });
    found.set(of, id);
    return id;
  };
  return async (cell) => {
    const own = await idOf(cell.package, '`package` of a cell');
    const ofFeatures = await idOf(cell.features?.package, '`features.package` of a cell');
    return {
      ...(own && { package: own }),
      ...(ofFeatures && { featuresPackage: ofFeatures }),
    };
  };
}

/** @throws OneClassError `not-found` for a package that is not installed there */
async function installed(
  name: string,
  { from, what }: { from: string; what: string },
): Promise<PackageId> {
  const manifest = await manifestFor(name, from);
  if (manifest)
    return { name, ...(manifest.version !== undefined && { version: manifest.version }) };
  throw wrongTable(
    `${what} is "${name}", and no such package is installed for ${from}, so that its version is ` +
      'not known. Install it there, name the package that the module imports, or leave it out.',
    { code: 'not-found', argument: 'package', received: name },
  );
}

type Versioned = Pick<Cell, 'method' | 'features'> & { readonly packages: CellPackages };

/** One line about what a new version of would not be noticed; undefined where there is nothing. */
export function unversioned(cells: readonly Versioned[]): string | undefined {
  const names = cells.flatMap(({ method, features, packages }) => [
    ...(packages.package?.version === undefined ? [`method ${method.name}`] : []),
    ...(features && packages.featuresPackage?.version === undefined
      ? [`features ${features.provider.name}`]
      : []),
  ]);
  if (names.length === 0) return undefined;
  return (
    `No version is known of ${[...new Set(names)].join(', ')}: finished cells are reused after a ` +
    'change, unless --force is given. A cell’s `package` names the package of its method.'
  );
}

const nameOf = ({ name, version }: PackageId): string => `${name} ${version ?? '(no version)'}`;

/** How the packages that a result was computed by differ from those that its cell has now. */
export function differenceOf(before: CellPackages, now: CellPackages): string {
  return (['package', 'featuresPackage'] as const)
    .map((of) => [before[of], now[of]] as const)
    .filter(([then, later]) => then?.name !== later?.name || then?.version !== later?.version)
    .map(([then, later]) => {
      const made = then ? nameOf(then) : 'code of no named package';
      const today = later ? `${nameOf(later)} is installed` : 'none is named now';
      return `computed by ${made}, ${today}`;
    })
    .join('; ');
}
