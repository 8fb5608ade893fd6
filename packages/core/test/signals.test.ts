import { describe, expect, it } from '@jest/globals'

import {
  decideGiven,
  decideWait,
  readSignal,
  signalEntryName,
  signalOfEntry,
  signalPayload,
  type SignalState,
  writeSignal,
} from '../src/internal.js'

const AT = Date.UTC(2026, 10, 1, 12)
const DAY = 86_400_000
const WAITING: SignalState = { kind: 'waiting', sinceMs: AT, dueAtMs: AT + 3 * DAY }
const GIVEN: SignalState = { kind: 'given', atMs: AT, payload: { approved: true } }
const TIMED_OUT: SignalState = { kind: 'timedOut', atMs: AT }

describe('a signal that is given', () => {
  it.each([
    ['nobody waits for', undefined, 'accepted'],
    ['a job waits for', WAITING, 'accepted'],
    ['was given before', GIVEN, 'already'],
    ['a job has waited for in vain', TIMED_OUT, 'timedOut'],
  ] as const)('that %s', (_words, found, answer) => {
    expect(decideGiven(found)).toBe(answer)
  })
})

describe('a wait', () => {
  const wait = (found: SignalState | undefined, nowMs: number, timeoutMs = DAY) =>
    decideWait(found, { nowMs, timeoutMs })

  it('begins, until its time is up', () => {
    const state = { kind: 'waiting', sinceMs: AT, dueAtMs: AT + DAY }
    expect(wait(undefined, AT)).toEqual({ kind: 'waiting', state, isNew: true })
  })

  it('without any time is over at once', () => {
    expect(wait(undefined, AT, 0)).toEqual({ kind: 'timedOut', isNew: true })
  })

  it('goes on until the moment that its first call named, whatever later ones say', () => {
    const still = { kind: 'waiting', state: WAITING, isNew: false }
    expect(wait(WAITING, AT + 3 * DAY - 1, 1)).toEqual(still)
    expect(wait(WAITING, AT + 3 * DAY, 9 * DAY)).toEqual({ kind: 'timedOut', isNew: true })
  })

  it('is over with the signal, also one that came when the time was up', () => {
    const over = { kind: 'given', payload: { approved: true } }
    expect(wait(GIVEN, AT)).toEqual(over)
    expect(wait(GIVEN, AT + 99 * DAY)).toEqual(over)
  })

  it('that was in vain stays so', () => {
    expect(wait(TIMED_OUT, AT)).toEqual({ kind: 'timedOut', isNew: false })
  })
})

describe('the entry of a signal', () => {
  it.each([WAITING, GIVEN, TIMED_OUT])('is read as it was written: %j', (state) => {
    expect(readSignal({ text: writeSignal(state) })).toEqual(state)
  })

  it('has a name that tells it from other entries', () => {
    expect(signalOfEntry(signalEntryName('approval'))).toBe('approval')
    expect(signalOfEntry('step:approval')).toBeUndefined()
  })

  it.each(['', '{', 'null', '[]', '{"state":"gone"}'])('that is none is an error: %s', (text) => {
    expect(() => readSignal({ text })).toThrow('something that is no signal of a job')
  })
})

describe('a payload', () => {
  it('is kept as JSON, out of reach of its owner', () => {
    const payload = { list: [1] }
    const kept = signalPayload('approval', payload)
    payload.list.push(2)
    expect(kept).toEqual({ list: [1] })
    expect(signalPayload('approval', undefined)).toBeNull()
  })

  it('that JSON cannot carry is refused, naming the path', () => {
    const give = () => signalPayload('approval', { at: { n: 1n } })
    expect(give).toThrow('The signal approval cannot be sent: payload.at.n is a BigInt')
  })

  it('has at most 64 KiB, which the error says', () => {
    // Two quotes, and three bytes each.
    const most = '好'.repeat((65_536 - 2) / 3) + 'a'.repeat((65_536 - 2) % 3)
    expect(signalPayload('approval', most)).toBe(most)
    expect(() => signalPayload('approval', `${most}a`)).toThrow(
      'The signal approval has 65537 bytes of JSON; at most 65536 are kept',
    )
  })
})
