/**
 * Every package has the same skeleton, imports go along the arrows of ARCHITECTURE.md, and none of
 * them in a circle. Part of `pnpm lint`. Prints a problem a line, and exits 1 if there is one.
 */
import { join } from 'node:path';
import { checkCircles } from './structure/circles.ts';
import { checkImports } from './structure/imports.ts';
import { checkManifest } from './structure/manifest.ts';
import { checkNames, checkSkeleton } from './structure/skeleton.ts';
import { readWorkspace, type Problem } from './structure/workspace.ts';

export function checkStructure(root: string): Problem[] {
  const workspace = readWorkspace(root);
  const ofMembers = workspace.members.flatMap((member) =>
    [checkManifest, checkSkeleton, checkImports].flatMap((check) => check(workspace, member)),
  );
  return [...ofMembers, ...checkNames(workspace), ...checkCircles(workspace)];
}

if (process.argv[1] === import.meta.filename) {
  const problems = checkStructure(join(import.meta.dirname, '..'));
  for (const { file, what, instead } of problems) console.error(`${file} ${what}. ${instead}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
