/**
 * A script of the root's package.json that runs one program, after what it needs.
 * @typedef {object} RootScript
 * @property {string} tool the package whose command it is, or a program of this repository
 * @property {readonly string[]} [args] before those that the person gives
 * @property {readonly string[]} [build] turbo's filters for what is built before; none: everything
 */

const PACKAGING = 'tooling/packaging/src'

/** As many tasks as cores: each is a compiler that wants a core and much memory. */
export const TURBO = ['--output-logs=errors-only', '--concurrency=100%']

/** @type {Readonly<Record<string, RootScript>>} */
export const rootScripts = {
  build: { tool: 'turbo', args: ['run', 'build', ...TURBO] },
  typecheck: { tool: 'turbo', args: ['run', 'typecheck', ...TURBO] },
  lint: { tool: 'oxlint' },
  format: { tool: 'prettier', args: ['--write', '--log-level=warn', '.'] },
  bench: { tool: 'tooling/bench/src/bench.js' },
  chaos: { tool: 'tooling/chaos/src/chaos.js' },
  demo: { tool: 'apps/cli/dist/bin.js', args: ['demo'], build: ['--filter=@arq/cli...'] },
  docs: { tool: 'apps/docs/src/docs.js', build: [] },
  pack: { tool: `${PACKAGING}/pack-packages.js`, build: [] },
  'api-report': { tool: `${PACKAGING}/api-report.js`, args: ['--write'], build: [] },
  'readme-tables': { tool: `${PACKAGING}/readme-tables.js`, args: ['--write'], build: [] },
  changeset: { tool: '@changesets/cli' },
}
