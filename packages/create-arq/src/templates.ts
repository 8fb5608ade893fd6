import type { TextKey } from './texts.js'

/** What a template's package.json names; the versions come from this package's own (see versions.ts). */
export interface Template {
  readonly title: TextKey
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
  readonly scripts: Readonly<Record<string, string>>
  /** The script that enqueues, and what it does. */
  readonly enqueues: { readonly script: string; readonly step: TextKey }
}

const OURS = ['@arq/client', '@arq/core', '@arq/result-redis', '@arq/transport-amqp', '@arq/worker']
const TOOLS = [
  '@arq/cli',
  '@arq/memory',
  '@arq/testing',
  '@types/node',
  'tsx',
  'typescript',
  'vitest',
]

const SCRIPTS = {
  worker: 'tsx src/worker.ts',
  demo: 'tsx src/demo.ts',
  test: 'vitest run',
  typecheck: 'tsc',
  build: 'tsc -p tsconfig.build.json',
  start: 'node dist/worker.js',
}

/** The templates by the name of their folder in `templates/`. */
export const TEMPLATES = {
  plain: {
    title: 'plain',
    dependencies: [...OURS, 'valibot'],
    devDependencies: TOOLS,
    scripts: { ...SCRIPTS, client: 'tsx src/client.ts' },
    enqueues: { script: 'client', step: 'stepClient' },
  },
} as const satisfies Readonly<Record<string, Template>>

export type TemplateName = keyof typeof TEMPLATES

/** In the order in which they are offered. */
export const TEMPLATE_NAMES: readonly TemplateName[] = ['plain']
