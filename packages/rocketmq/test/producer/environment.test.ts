import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import {
  createProducer,
  PRODUCER_ENVIRONMENT,
  PRODUCER_PRESETS,
  type ProducerPreset,
  producerSettings,
  readProducerEnvironment,
} from '../../src/index.js'
import { producerSchema } from '../../src/send/producer-settings.js'

describe('the environment', () => {
  it('is read by kind, into the settings it stands for', () => {
    expect(
      readProducerEnvironment({
        ROCKETMQ_NAMESRV_ADDR: 'a:1;b:2',
        ROCKETMQ_RETRIES: ' 5 ',
        ROCKETMQ_LATENCY_AVOIDANCE: 'FALSE',
        ROCKETMQ_COMPRESSION_LEVEL: '9',
        ROCKETMQ_ACCESS_KEY: 'user',
        ROCKETMQ_SECRET_KEY: 'secret',
        ROCKETMQ_NAMESPACE: '',
        ROCKETMQ_HOME: '/somewhere',
      }),
    ).toEqual({
      nameServers: 'a:1;b:2',
      retries: 5,
      latencyAvoidance: false,
      compression: { level: 9 },
      connection: { acl: { accessKey: 'user', secretKey: 'secret' } },
    })
  })

  it('tells every variable that is wrong, with its value and what is allowed', () => {
    expect(() =>
      readProducerEnvironment({
        ROCKETMQ_SEND_TIMEOUT_MS: 'soon',
        ROCKETMQ_COMPRESSION_LEVEL: '11',
        ROCKETMQ_UNIT_MODE: 'maybe',
        ROCKETMQ_ROUTING_STRATEGY: 'best',
        ROCKETMQ_NAMESRV_ADDR: 'nowhere',
        ROCKETMQ_PRODUCER_GROUP: 'a b',
      }),
    ).toThrow(
      new RegExp(
        [
          'ROCKETMQ_NAMESRV_ADDR.*host:port',
          'ROCKETMQ_UNIT_MODE: must be true or false, got "maybe"',
          'ROCKETMQ_PRODUCER_GROUP.*got "a b"',
          'ROCKETMQ_SEND_TIMEOUT_MS: must be a whole number, got "soon" \\(sendTimeoutMs\\)',
          'ROCKETMQ_ROUTING_STRATEGY: must be one of ROUND_ROBIN',
          'ROCKETMQ_COMPRESSION_LEVEL: must be at most 9, got "11"',
        ].join('.*'),
        's',
      ),
    )
  })

  it('never shows a secret', () => {
    // Too long or empty is not wrong for a key; only its kind could be, so the name decides.
    const read = () => readProducerEnvironment({ ROCKETMQ_TLS: 'x', ROCKETMQ_SECRET_KEY: 'hidden' })
    expect(read).toThrow('ROCKETMQ_TLS')
    expect(read).not.toThrow('hidden')
  })

  it('is what the schema documents, and the schema documents all of it', () => {
    const documented = namesIn(producerSchema)
    const ours = PRODUCER_ENVIRONMENT.map(({ name }) => name)
    expect(ours).toEqual(expect.arrayContaining([...documented]))
    // TLS and credentials are details of the connection, which has no variables in its own schema.
    const details = ['TLS', 'ACCESS_KEY', 'SECRET_KEY', 'SECURITY_TOKEN'].map(
      (name) => `ROCKETMQ_${name}`,
    )
    expect(ours.filter((name) => !documented.has(name))).toEqual(details)
  })
})

describe('presets', () => {
  it.each(Object.keys(PRODUCER_PRESETS) as ProducerPreset[])('%s makes a producer', (preset) => {
    const settings = producerSettings({
      preset,
      settings: { nameServers: 'h:1', group: 'G' },
    })
    expect(createProducer(settings).isRunning).toBe(false)
  })

  it('give way to the environment, and that to what is set by hand, key by key', () => {
    expect(
      producerSettings({
        preset: 'high-performance',
        environment: { ROCKETMQ_AUTO_BATCH_LINGER_MS: '20', ROCKETMQ_IN_FLIGHT_MAX_MESSAGES: '7' },
        settings: { inFlight: { maxMessages: 9, whenFull: 'reject' }, nameServers: 'h:1' },
      }),
    ).toMatchObject({
      autoBatch: { lingerMs: 20, maxBytes: 65_536 },
      inFlight: { maxMessages: 9, maxBytes: 134_217_728, whenFull: 'reject' },
      nameServers: 'h:1',
    })
  })
})

/** All environment variables in the metadata of a schema. */
function namesIn(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found
  // Anything of valibot: only objects with entries, options or a wrapped schema are looked into.
  const { entries, options, wrapped, pipe } = schema as Record<string, unknown>
  if (Array.isArray(pipe)) {
    const env = v.getMetadata(schema as v.GenericSchema)['env']
    if (typeof env === 'string') found.add(env)
    const [inner] = pipe as unknown[]
    if (inner !== schema) namesIn(inner, found)
  }
  for (const entry of Object.values(entries ?? {})) namesIn(entry, found)
  if (Array.isArray(options)) for (const option of options) namesIn(option, found)
  return namesIn(wrapped, found)
}
