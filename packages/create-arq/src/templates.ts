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

const BASE = ['@arq/core', '@arq/result-redis', '@arq/transport-amqp', 'valibot']
const CLIENT_AND_WORKER = ['@arq/client', '@arq/worker']
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
}

const SCRIPTS_WITH_SERVER = {
  ...SCRIPTS,
  server: 'tsx src/server.ts',
  start: 'node dist/server.js',
  'start:worker': 'node dist/worker.js',
}

/** The templates by the name of their folder in `templates/`. */
export const TEMPLATES = {
  plain: {
    title: 'plain',
    dependencies: [...BASE, ...CLIENT_AND_WORKER],
    devDependencies: TOOLS,
    scripts: { ...SCRIPTS, client: 'tsx src/client.ts', start: 'node dist/worker.js' },
    enqueues: { script: 'client', step: 'stepClient' },
  },
  fastify: {
    title: 'fastify',
    dependencies: [...BASE, ...CLIENT_AND_WORKER, '@arq/fastify', 'fastify'],
    devDependencies: TOOLS,
    scripts: SCRIPTS_WITH_SERVER,
    enqueues: { script: 'server', step: 'stepServer' },
  },
  nestjs: {
    title: 'nestjs',
    dependencies: [
      ...BASE,
      '@arq/nestjs',
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/platform-express',
      // What Nest expects its applications to bring along.
      'reflect-metadata',
      'rxjs',
    ],
    devDependencies: [...TOOLS, '@nestjs/testing'],
    scripts: SCRIPTS_WITH_SERVER,
    enqueues: { script: 'server', step: 'stepServer' },
  },
} as const satisfies Readonly<Record<string, Template>>

export type TemplateName = keyof typeof TEMPLATES

/** In the order in which they are offered. */
export const TEMPLATE_NAMES: readonly TemplateName[] = ['plain', 'fastify', 'nestjs']
