import { clientSettingsSchema, createClient } from '@arq/client'
import { MemoryResultStore, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { resolveClientSettings } from '../src/client-settings.js'
import { rejection } from './setup.js'

const transport = new MemoryTransport()

describe('the settings of a client', () => {
  it('have these defaults', () => {
    expect(resolveClientSettings({ transport })).toMatchObject({
      queueName: 'default',
      keptReplies: 10_000,
      resultStore: undefined,
      enqueue: {
        expiresMs: 86_400_000,
        tracksQueued: true,
        claimLeaseMs: 60_000,
        resultTtl: 86_400_000,
        compressAboveBytes: undefined,
        codec: { contentType: 'application/json' },
        onEnqueue: undefined,
      },
    })
  })

  it.each([
    [false, undefined],
    [true, 8192],
    [{ thresholdBytes: 100 }, 100],
  ])('read enableCompression %j as %j bytes', (enableCompression, bytes) => {
    expect(resolveClientSettings({ transport, enableCompression }).enqueue.compressAboveBytes).toBe(
      bytes,
    )
  })

  it('keep results for ever where asked to', () => {
    expect(resolveClientSettings({ transport, jobResultTtl: 'forever' }).enqueue.resultTtl).toBe(
      'forever',
    )
  })

  it('do not change the caller’s object', () => {
    const settings = Object.freeze({ transport, expires: '1h' as const })
    expect(resolveClientSettings(settings).enqueue.expiresMs).toBe(3_600_000)
    expect(Object.keys(settings)).toEqual(['transport', 'expires'])
  })

  it.each<[object, RegExp]>([
    [{}, /transport: /],
    [{ transport: 'amqp://localhost' }, /transport: must be a transport: an object with acquire/],
    [{ transport, resultStore: {} }, /resultStore: must be a result store/],
    [{ transport, queuename: 'x' }, /queuename: unknown key; did you mean queueName\?/],
    [{ transport, queueName: '' }, /queueName: must not be empty/],
    [{ transport, expires: -1 }, /expires: must be a duration/],
    [{ transport, claimLease: 'soon' }, /claimLease: must be a duration/],
    [{ transport, jobResultTtl: 'ever' }, /jobResultTtl: must be "forever" or a duration/],
    [{ transport, trackQueued: 1 }, /trackQueued: must be true or false/],
    [{ transport, enableCompression: 'gzip' }, /enableCompression: must be true, false or \{/],
    [
      { transport, enableCompression: { tresholdBytes: 1 } },
      /tresholdBytes: unknown key; did you mean thresholdBytes\?/,
    ],
    [{ transport, enableCompression: { thresholdBytes: 0 } }, /thresholdBytes: must be at least 1/],
    [{ transport, keptReplies: -1 }, /keptReplies: must be at least 0/],
    [{ transport, codec: {} }, /codec: must be a codec/],
    [{ transport, logger: {} }, /logger: must be a logger/],
    [{ transport, clock: {} }, /clock: must be a clock/],
  ])('refuse %j', async (settings, words) => {
    const error = await rejection(createClient(settings as never))
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'ARQ_CONFIG_INVALID' })
    expect(error['message']).toMatch(words)
  })

  it('refuse to start without any settings', async () => {
    expect(await rejection(createClient(undefined as never))).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
    })
  })

  it('each have a description', () => {
    for (const [key, schema] of Object.entries(clientSettingsSchema.entries)) {
      expect([key, v.getDescription(schema)]).toEqual([key, expect.stringMatching(/\w{3}/)])
    }
  })

  it('take every part that is one', async () => {
    const resultStore = new MemoryResultStore()
    const client = await createClient({ transport: new MemoryTransport(), resultStore })
    await client.close()
  })
})
