import { silentLogger } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { expect, it } from '@jest/globals'

import { readOverrides } from '../src/overrides.js'
import type { GivenSettings } from '../src/settings-shape.js'
import type { Wiring } from '../src/wiring.js'
import { workerParts } from '../src/worker-parts.js'
import { testProgram } from './setup.js'

/** What would be opened for these settings, flags and variables. */
async function opened(
  settings: GivenSettings,
  flags: Readonly<Record<string, unknown>> = {},
  environment: Readonly<Record<string, string>> = {},
) {
  const asked: Record<string, unknown> = {}
  const wiring: Wiring = {
    openTransport: async (given) => {
      asked['transport'] = given
      return new AmqpTransport()
    },
    openResultStore: async (given) => {
      asked['resultStore'] = given
      return new RedisResultStore()
    },
    openMemory: () => Promise.reject(new Error('nobody asks for it')),
    loadJsParser: () => Promise.reject(new Error('nobody asks for it')),
    loadDashboard: () => Promise.reject(new Error('nobody asks for it')),
    loadOutbox: () => Promise.reject(new Error('nobody asks for it')),
    openPayloads: () => Promise.reject(new Error('nobody asks for it')),
    openLogger: async ({ level }) => {
      asked['logger'] = level
      return silentLogger
    },
  }
  const program = testProgram({ environment })
  const overrides = readOverrides(flags, program)
  const isDebugging = flags['debug'] === true
  const parts = await workerParts({ settings, overrides, wiring, program, isDebugging })
  return { asked, parts, errors: program.said.errors }
}

it('opens a local broker and no store when nobody names any', async () => {
  const { asked, parts } = await opened({})
  expect(asked).toEqual({ transport: { url: 'amqp://localhost:5672' }, logger: 'info' })
  expect(parts.resultStore).toBeUndefined()
})

it('takes plain settings of the module, and what a flag says in their place', async () => {
  const settings = {
    transport: { url: 'amqp://module', heartbeat: '10s' },
    jobResultStoreUrl: 'redis://module',
  }
  expect((await opened(settings)).asked).toMatchObject({
    transport: { url: 'amqp://module', heartbeat: '10s' },
    resultStore: { url: 'redis://module' },
  })
  const flags = {
    'rabbitmq-url': 'amqp://flag',
    'connection-timeout': '3s',
    'result-store-url': 'redis://flag',
    'log-level': 'warn',
  }
  expect((await opened(settings, flags, { RABBITMQ_URL: 'amqp://variable' })).asked).toEqual({
    transport: { url: 'amqp://flag', heartbeat: '10s', connectionTimeout: '3s' },
    resultStore: { url: 'redis://flag' },
    logger: 'warn',
  })
})

it('takes what the module has constructed', async () => {
  const settings = {
    transport: new AmqpTransport(),
    resultStore: new RedisResultStore(),
    logger: silentLogger,
  }
  const { asked, parts } = await opened(settings)
  expect(asked).toEqual({})
  expect(parts).toEqual(settings)
})

it.each([
  ['rabbitmq-url', 'transport', new AmqpTransport(), 'amqp://h', 'RABBITMQ_URL'],
  ['connection-timeout', 'transport', new AmqpTransport(), '3s', 'RABBITMQ_CONNECTION_TIMEOUT'],
  ['result-store-url', 'resultStore', new RedisResultStore(), 'redis://h', 'ARQ_RESULT_STORE_URL'],
  ['log-level', 'logger', silentLogger, 'debug', 'ARQ_LOG_LEVEL'],
])('refuses --%s against a constructed %s, and says that a variable is void', async (...row) => {
  const [flag, key, object, value, variable] = row
  const settings = { [key]: object }
  await expect(opened(settings, { [flag]: value })).rejects.toThrow(
    `--${flag}: cannot be used: the settings module constructs its own ${key}`,
  )
  expect((await opened(settings, {}, { [variable]: value })).errors).toContain(
    `warning: ${variable} has no effect`,
  )
})

it('refuses a transport that is neither an object nor settings', async () => {
  await expect(opened({ transport: 'amqp://h' })).rejects.toThrow('must be an object such as')
})

it('logs everything when debugging', async () => {
  expect((await opened({}, { debug: true, 'log-level': 'error' })).asked['logger']).toBe('debug')
})
