import { enqueueChannel, type EnqueueEvent, type EnqueueTrace } from '@arq/core'
import { PublishNotConfirmed } from '@arq/core'
import { portTexts } from '@arq/core/internal'
import { afterEach, describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

describe('the events of a client', () => {
  it('tell of what is enqueued, what exists, and what failed', async () => {
    const { client, transport } = await setup()
    const events: EnqueueEvent[] = []
    client.on((event) => events.push(event))
    await client.enqueueJob('add', [1, 2], { jobId: 'one' })
    await client.enqueueJob('add', [1, 2], { jobId: 'one' })
    const refusal = new PublishNotConfirmed({
      code: 'ARQ_PUBLISH_NACKED',
      text: portTexts.needsResultStore({ what: 'it' }),
      scope: 'message',
    })
    transport.publish = () => Promise.reject(refusal)
    await client.enqueueJob('add', [1, 2]).catch(() => undefined)
    const job = { task: 'add', queueName: 'default', jobTry: 1, durationMs: expect.any(Number) }
    expect(events).toMatchObject([
      { type: 'jobEnqueued', ...job, jobId: 'one', dueAt: undefined },
      { type: 'jobExists', ...job, jobId: 'one' },
      { type: 'enqueueFailed', ...job, error: { code: 'ARQ_PUBLISH_NACKED' }, sent: 'no' },
    ])
  })

  it('go to listeners of their type alone', async () => {
    const { client } = await setup()
    const seen: (Date | undefined)[] = []
    const deferUntil = new Date(Date.now() + 60_000)
    const stop = client.on('jobEnqueued', ({ dueAt }) => seen.push(dueAt))
    await client.enqueueJob('add', [1, 2], { deferUntil })
    stop()
    await client.enqueueJob('add', [1, 2])
    expect(seen).toEqual([deferUntil])
  })
})

describe('the tracing channel arq:enqueue', () => {
  const heard: [string, EnqueueTrace][] = []
  const on = (step: string) => (trace: unknown) => void heard.push([step, trace as EnqueueTrace])
  const subscribers = {
    start: (trace: unknown) => {
      const { job } = trace as EnqueueTrace
      job.headers['traceparent'] = 'of a subscriber'
      on('start')(trace)
    },
    end: on('end'),
    asyncStart: on('asyncStart'),
    asyncEnd: on('asyncEnd'),
    error: on('error'),
  }
  afterEach(() => {
    enqueueChannel.unsubscribe(subscribers)
    heard.length = 0
  })

  it('follows a call with one object from its start to its end, and sends what was added', async () => {
    const { client, transport } = await setup()
    const sent: unknown[] = []
    const publish = transport.publish.bind(transport)
    transport.publish = (message) => {
      sent.push(message.headers['traceparent'])
      return publish(message)
    }
    enqueueChannel.subscribe(subscribers)
    await client.enqueueJob('add', [1, 2])
    expect(heard.map(([step]) => step)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    expect(new Set(heard.map(([, trace]) => trace)).size).toBe(1)
    expect(heard[0]?.[1]).toMatchObject({ job: { function: 'add' }, result: true })
    expect(sent).toEqual(['of a subscriber'])
  })

  it('tells the error of a call that failed, and of one that was refused before it was sent', async () => {
    const { client, transport } = await setup({
      onEnqueue: ({ function: name }) => {
        if (name === 'refused') throw new Error('refused')
      },
    })
    transport.publish = () => Promise.reject(new Error('failed'))
    enqueueChannel.subscribe(subscribers)
    await client.enqueueJob('add', [1, 2]).catch(() => undefined)
    await client.enqueueJob('refused').catch(() => undefined)
    const steps = heard.map(([step, { error }]) => [step, error instanceof Error && error.message])
    expect(steps.map(([step]) => step)).toEqual([
      'start',
      'end',
      'error',
      'asyncStart',
      'asyncEnd',
      'start',
      'error',
    ])
    expect(steps.at(-1)).toEqual(['error', 'refused'])
  })
})
