/**
 * Who may import whom (ARCHITECTURE.md, "Imports point down").
 * Each package lists the packages of ours and the vendor libraries that it may name; all others are refused.
 */
const ours = [
  'core',
  'client',
  'worker',
  'transport-amqp',
  'memory',
  'result-redis',
  'conformance',
  'logging',
  'rocketmq',
  'cli',
  'examples',
]
const vendors = ['amqplib', 'amqp-connection-manager', 'redis', 'winston', 'yargs', 'jiti']

const mayImport = {
  'packages/core': { ours: [], vendors: [] },
  'packages/client': { ours: ['core'], vendors: [] },
  'packages/worker': { ours: ['core'], vendors: [] },
  'packages/transport-amqp': { ours: ['core'], vendors: ['amqplib', 'amqp-connection-manager'] },
  'packages/memory': { ours: ['core'], vendors: [] },
  'packages/result-redis': { ours: ['core'], vendors: ['redis'] },
  'packages/conformance': { ours: ['core'], vendors: [] },
  'packages/logging': { ours: ['core'], vendors: ['winston'] },
  'packages/rocketmq': { ours: [], vendors: [] },
  'apps/cli': { ours: ['core', 'client', 'worker'], vendors: ['yargs', 'jiti'] },
  'apps/examples': {
    ours: ['core', 'client', 'worker', 'transport-amqp', 'memory', 'result-redis', 'logging'],
    vendors: [],
  },
}

/** @param {string[]} names */
const asPattern = (names) => names.flatMap((name) => [name, `${name}/*`])

/**
 * @param {{ ours: string[], vendors: string[] }} allowed
 * @returns {import('eslint').Linter.RuleEntry}
 */
const refuse = (allowed) => [
  'error',
  {
    patterns: [
      {
        group: asPattern([
          ...ours.filter((name) => !allowed.ours.includes(name)).map((name) => `@arq/${name}`),
          ...vendors.filter((name) => !allowed.vendors.includes(name)),
        ]),
        message: 'Imports point down: see tooling/eslint-config/src/import-direction.js.',
      },
      { group: ['../../*/src/*', '../../../*'], message: 'Import a sibling by its package name.' },
    ],
  },
]

/** One block per package; the CLI's wiring.ts alone may name concrete packages. */
export const importDirection = [
  ...Object.entries(mayImport).map(([folder, allowed]) => ({
    files: [`${folder}/src/**/*.ts`],
    rules: { 'no-restricted-imports': refuse(allowed) },
  })),
  {
    files: ['apps/cli/src/wiring.ts'],
    rules: {
      'no-restricted-imports': refuse({
        ours: [...ours],
        vendors: [],
      }),
    },
  },
]
