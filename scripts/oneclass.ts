/**
 * @file `pnpm oneclass`: the command line from source, in the folder where the command was given,
 *   by which its paths are meant; package managers start scripts in the repository's.
 */
const { INIT_CWD } = process.env;
if (INIT_CWD !== undefined) process.chdir(INIT_CWD);
await import('../apps/cli/src/main.ts');
