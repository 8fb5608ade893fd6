import {
  type ArqError,
  jsonCodec,
  type OutgoingMessage,
  silentLogger,
  UnsupportedError,
} from '@arq/core'
import { errorTexts, guardedLogger } from '@arq/core/internal'
import { ManualClock, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'

import { FlowEnds } from '../src/flows/flow-ends.js'
import { RecordWriter } from '../src/records/job-records.js'
import { ParkedResults } from '../src/records/parked-results.js'
import { ResultWriter } from '../src/records/result-writer.js'
import { StoreCalls } from '../src/records/store-calls.js'
import { reportError } from '../src/run/error-report.js'
import type { Outcome } from '../src/run/outcome.js'
import { ConfirmedPublisher } from '../src/settle/confirmed-publisher.js'
import { DeadLetters } from '../src/settle/dead-letters.js'
import { EndedHere } from '../src/settle/ended-here.js'
import { ParentNews } from '../src/settle/parent-news.js'
import { Replies } from '../src/settle/replies.js'
import { Settler } from '../src/settle/settler.js'
import { attemptOf } from './attempt-parts.js'

const error = reportError(new Error('broken'))
const COMPLETED: Outcome = { kind: 'completed', result: 7 }
const FAILED: Outcome = { kind: 'failed', error, code: undefined, category: 'non_retriable' }
const RETRY: Outcome = { kind: 'retry', delayMs: 5000, isAskedFor: false, error }

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of open.splice(0)) await part.close()
})

/** A settler whose steps are noted in their order. `refuse` makes the transport refuse a kind of message for good. */
async function setupSettler({ refuse }: { refuse?: OutgoingMessage['kind'] } = {}) {
  const clock = new ManualClock()
  const noted: string[] = []
  const transport = new MemoryTransport({ clock })
  const store = new MemoryResultStore({ clock })
  await Promise.all([transport.connect(), store.connect()])
  open.push(transport, store)
  transport.publish = async ({ kind }) => {
    if (kind === refuse) throw unsupported()
    await nextTurn()
    noted.push(`${kind} confirmed`)
  }
  const transition = store.transition.bind(store)
  store.transition = async (change) => {
    const outcome = await transition(change)
    noted.push(`${change.record.status} stored`)
    return outcome
  }
  const logger = guardedLogger(silentLogger)
  const publisher = new ConfirmedPublisher({ transport, clock, logger })
  const workerId = 'w'
  const dlqOf = (queue: string): string => `${queue}.dlq`
  const settler = new Settler({
    publisher,
    deadLetters: new DeadLetters({ publisher, clock, logger, workerId, dlqOf }),
    replies: new Replies({ transport, logger }),
    results: new ResultWriter({
      calls: new StoreCalls({ store, clock, logger }),
      parked: new ParkedResults({ transport, clock, logger }),
      onParked: () => undefined,
      clock,
      logger,
    }),
    ended: new EndedHere(10),
    writer: new RecordWriter(workerId, clock),
    turns: undefined,
    parents: new ParentNews(
      new FlowEnds({
        ...{ publisher, clock, logger },
        calls: undefined,
        codecOf: () => jsonCodec,
      }),
    ),
    unique: { release: () => Promise.resolve(true) },
  })
  return { settler, clock, noted, publisher }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const unsupported = (): ArqError => new UnsupportedError(errorTexts.closed({ what: 'this kind' }))

describe('a settler', () => {
  it.each<[string, Outcome, string[]]>([
    ['completed', COMPLETED, ['completed stored', 'ack']],
    ['aborted', { kind: 'aborted' }, ['aborted stored', 'ack']],
    ['failed', FAILED, ['deadLetter confirmed', 'failed stored', 'ack']],
    ['to be retried', RETRY, ['job confirmed', 'retrying stored', 'ack']],
    ['to be handed back', { kind: 'handBack' }, ['queued stored', 'requeue']],
  ])('acknowledges a job last, or hands it back: %s', async (_name, outcome, steps) => {
    const { settler, clock, noted } = await setupSettler()
    const settled = settler.settle(attemptOf(clock, noted), outcome)
    await clock.advance('1s')
    expect(await settled).toMatchObject({ kind: outcome.kind })
    expect(noted).toEqual(steps)
  })

  it('answers the waiting client before it acknowledges', async () => {
    const { settler, clock, noted } = await setupSettler()
    const delivery = { replyTo: 'client', correlationId: 'job-1' }
    const settled = settler.settle(attemptOf(clock, noted, { delivery }), COMPLETED)
    await clock.advance('1s')
    await settled
    expect(noted.at(-1)).toBe('ack')
    expect(noted).toContain('reply confirmed')
  })

  it('fails a job whose retry can never be sent, with both reasons', async () => {
    const { settler, clock, noted } = await setupSettler({ refuse: 'job' })
    const settled = settler.settle(attemptOf(clock, noted), RETRY)
    await clock.advance('1s')
    const outcome = await settled
    expect(outcome).toMatchObject({ kind: 'failed', code: 'ARQ_UNSUPPORTED' })
    expect(outcome.kind === 'failed' && outcome.error.text).toContain('broken')
    expect(noted).toEqual(['deadLetter confirmed', 'failed stored', 'ack'])
  })

  it('hands a job back when the worker ends before the broker has its dead letter', async () => {
    const { settler, clock, noted, publisher } = await setupSettler({ refuse: 'deadLetter' })
    const settled = settler.settle(attemptOf(clock, noted), FAILED)
    await clock.advance('1s')
    publisher.close()
    await clock.advance('1m')
    expect(await settled).toEqual({ kind: 'handBack' })
    expect(noted).toEqual(['queued stored', 'requeue'])
  })

  it('leaves a deferral that can never be sent open, and says why', async () => {
    const { settler, clock, noted } = await setupSettler({ refuse: 'job' })
    const refusal = await settler.defer(attemptOf(clock, noted), clock.now() + 1000)
    expect(refusal).toMatchObject({ code: 'ARQ_UNSUPPORTED' })
    expect(noted).toEqual([])
  })

  it('gives a delivery back once at most after a defect', async () => {
    const { settler, clock, noted } = await setupSettler()
    let isOpen = true
    const nack = (): void => {
      if (!isOpen) throw new Error('settled twice')
      isOpen = false
      noted.push('requeue')
    }
    const { delivery } = attemptOf(clock, noted, { delivery: { nack } })
    settler.giveBackIfOpen(delivery)
    settler.giveBackIfOpen(delivery)
    expect(noted).toEqual(['requeue'])
  })
})
