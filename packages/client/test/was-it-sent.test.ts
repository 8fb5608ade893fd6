import {
  ArqError,
  ClosedError,
  ConfigurationError,
  type EnqueueOptions,
  ERROR_CODES,
  type ErrorCode,
  SerializationError,
  task,
} from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { describe, expect, it } from '@jest/globals'

import { rejection, setup } from './setup.js'

const add = task('add', async (_ctx, a: number, b: number) => a + b)
/** Of its own id, and of the caller's. */
const BOTH_KINDS: readonly EnqueueOptions[] = [{}, { jobId: 'one' }]
const text = errorTexts.closed({ what: 'x' })
const codesWith = (...sent: readonly string[]): ErrorCode[] =>
  (Object.keys(ERROR_CODES) as ErrorCode[]).filter((code) => sent.includes(ERROR_CODES[code].sent))

describe('a transport that refuses a message', () => {
  it.each(codesWith('no', 'never'))(
    'with %s: nothing was sent, and no record stays',
    async (code) => {
      const { client, transport, store } = await setup()
      const refusal = new ArqError({ code, text })
      for (const options of BOTH_KINDS) {
        transport.onPublish = () => Promise.reject(refusal)
        const error = await rejection(client.enqueueJob(add, [1, 2], options))
        expect(error).toBe(refusal)
        expect(error['sent']).toBe(ERROR_CODES[code].sent)
        expect((await store.stats()).details).toEqual({ records: 0 })
      }
      transport.onPublish = undefined
      expect(await client.enqueueJob(add, [1, 2], { jobId: 'one' })).not.toBeNull()
    },
  )

  it.each(codesWith('unknown'))(
    'with %s: the broker may have it, so the record stays',
    async (code) => {
      const { client, transport, store } = await setup()
      transport.onPublish = () => Promise.reject(new ArqError({ code, text }))
      for (const options of BOTH_KINDS) {
        const error = await rejection(client.enqueueJob(add, [1, 2], options))
        expect(error['sent']).toBe('unknown')
      }
      expect((await store.stats()).details).toEqual({ records: 2 })
    },
  )

  it('with an error that is not ours: the broker may have it', async () => {
    const { client, transport, store } = await setup()
    transport.onPublish = () => Promise.reject(new TypeError('odd'))
    await rejection(client.enqueueJob(add, [1, 2]))
    expect((await store.stats()).details).toEqual({ records: 1 })
  })

  it('by throwing instead of rejecting: as any other, and the client can be closed', async () => {
    const { client, transport, store } = await setup()
    const refusal = new ArqError({ code: 'ARQ_PUBLISH_NACKED', text })
    transport.publish = () => {
      throw refusal
    }
    for (const options of BOTH_KINDS) {
      expect(await rejection(client.enqueueJob(add, [1, 2], options))).toBe(refusal)
    }
    expect((await store.stats()).details).toEqual({ records: 0 })
    await client.close()
  })

  it('says so for each job of a batch', async () => {
    const { client, transport } = await setup()
    const errors = [
      new ArqError({ code: 'ARQ_CONNECTION_LOST', text }),
      new ArqError({ code: 'ARQ_PUBLISH_NACKED', text }),
      new SerializationError({ code: 'ARQ_ENCODE_FAILED', text }),
    ]
    transport.onPublish = () => Promise.reject(errors.shift())
    const specs = Array.from({ length: 3 }, () => ({
      function: add,
      args: [1, 2] as [number, number],
    }))
    const error = await rejection(client.enqueueJobs(specs))
    expect(error['results']).toMatchObject([
      { status: 'failed', sent: 'unknown' },
      { status: 'failed', sent: 'no' },
      { status: 'failed', sent: 'never' },
    ])
  })
})

describe('an error', () => {
  it('tells whether the message was sent, by its code', () => {
    expect(new ClosedError('Client').sent).toBe('no')
    expect(new ConfigurationError('options', []).sent).toBe('never')
    expect(new ArqError({ code: 'ARQ_JOB_TIMEOUT', text }).sent).toBe('notSending')
  })
})
