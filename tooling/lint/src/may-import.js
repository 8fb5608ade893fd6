/**
 * Which packages the sources of a package may name (ARCHITECTURE.md, "Imports point down"): all
 * others are refused, types included. Node's own modules may be named everywhere.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const mayImport = {
  'packages/core': ['valibot'],
  'packages/client': ['@arq/core', 'valibot'],
  'packages/worker': ['@arq/core', 'croner', 'valibot'],
  'packages/transport-amqp': ['@arq/core', 'amqp-connection-manager', 'amqplib', 'valibot'],
  'packages/transport-rocketmq': ['@arq/core', '@arq/rocketmq', 'valibot'],
  'packages/memory': ['@arq/core'],
  'packages/result-redis': ['@arq/core', 'redis', 'valibot'],
  'packages/result-s3': ['@arq/core', 'aws4fetch', 'valibot'],
  'packages/result-mongodb': ['@arq/core', 'mongodb', 'valibot'],
  'packages/result-sql': ['@arq/core', 'kysely', 'libsql', 'mysql2', 'pg', 'valibot'],
  'packages/result-tiered': ['@arq/core', 'valibot'],
  'packages/conformance': ['@arq/core'],
  'packages/logging': ['@arq/core', 'valibot', 'winston'],
  'packages/testing': ['@arq/client', '@arq/core', '@arq/memory', '@arq/worker', 'valibot'],
  'packages/fastify': ['@arq/client', '@arq/core', 'fastify', 'valibot'],
  'packages/nestjs': [
    '@arq/client',
    '@arq/core',
    '@arq/worker',
    '@nestjs/common',
    '@nestjs/core',
    'valibot',
  ],
  'packages/admin': ['@arq/client', '@arq/core'],
  'packages/dashboard': [
    '@arq/admin',
    '@arq/client',
    '@arq/core',
    '@valibot/to-json-schema',
    'valibot',
  ],
  'packages/threads': ['@arq/core', 'piscina', 'valibot'],
  'packages/telemetry': ['@arq/core', '@opentelemetry/api', 'prom-client', 'valibot'],
  'packages/rocketmq': ['valibot'],
  'packages/create-arq': [],
  'apps/cli': [
    '@arq/admin',
    '@arq/client',
    '@arq/core',
    '@arq/worker',
    'jiti',
    'valibot',
    'yaml',
    'yargs',
  ],
  'apps/rocketmq-cli': ['@arq/core', '@arq/rocketmq', 'yargs'],
  'apps/examples': [
    '@arq/client',
    '@arq/core',
    '@arq/fastify',
    '@arq/logging',
    '@arq/memory',
    '@arq/nestjs',
    '@arq/result-redis',
    '@arq/testing',
    '@arq/threads',
    '@arq/transport-amqp',
    '@arq/worker',
    '@hono/node-server',
    '@nestjs/common',
    '@nestjs/core',
    'bullmq',
    'express',
    'fastify',
    'hono',
    'pg',
    'valibot',
  ],
}

/**
 * Files that may name more than their package: they join the parts.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const mayAlsoImport = {
  'apps/cli/src/wiring.ts': [
    '@arq/dashboard',
    '@arq/logging',
    '@arq/memory',
    '@arq/result-mongodb',
    '@arq/result-redis',
    '@arq/result-s3',
    '@arq/result-sql',
    '@arq/transport-amqp',
    '@arq/transport-rocketmq',
    '@babel/parser',
  ],
  'packages/dashboard/src/bin.ts': ['@arq/result-redis', '@arq/transport-amqp'],
  'apps/examples/src/test-your-jobs/sign-up.vitest.ts': ['vitest'],
  'apps/examples/src/test-your-jobs/vitest.config.ts': ['vitest'],
  'apps/examples/src/metrics-and-traces.ts': [
    '@arq/telemetry',
    '@opentelemetry/api',
    '@opentelemetry/context-async-hooks',
    '@opentelemetry/core',
    '@opentelemetry/sdk-trace-base',
  ],
}
