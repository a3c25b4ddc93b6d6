/**
 * The conditions that this process resolves packages with: Node's own for `import`, and those of
 * `--conditions` (`-C`) among its arguments and in NODE_OPTIONS.
 */
export function processConditions({
  execArgv,
  env,
}: Pick<NodeJS.Process, 'execArgv' | 'env'> = process): Set<string> {
  const options = [...(env.NODE_OPTIONS ?? '').split(/\s+/), ...execArgv];
  const given = options.flatMap((option, i) => {
    const [, value] = /^(?:--conditions|-C)=(.+)$/.exec(option) ?? [];
    const next = option === '--conditions' || option === '-C' ? options[i + 1] : undefined;
    return value ?? next ?? [];
  });
  return new Set(['node', 'import', ...given]);
}
