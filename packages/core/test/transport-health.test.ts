import { describe, expect, it } from '@jest/globals'

import { errorTexts } from '../src/errors/error-texts.js'
import { ConnectionLost } from '../src/errors/transport-errors.js'
import { healthOf } from '../src/ports/health.js'
import type { TransportEvent } from '../src/ports/transport.js'
import { TransportHealth } from '../src/ports/transport-health.js'
import { renderText } from '../src/texts/text.js'
import { handClock } from './hand-clock.js'

const error = new ConnectionLost({
  code: 'ARQ_CONNECTION_LOST',
  text: errorTexts.closed({ what: 'it' }),
  scope: 'connection',
})

const lost: TransportEvent = { type: 'disconnected', error }
const back: TransportEvent = { type: 'connected' }
const alarm: TransportEvent = { type: 'blocked', reason: 'low on memory' }
const noMore = (queueName: string): TransportEvent => ({ type: 'notConsuming', queueName, error })
const again = (queueName: string): TransportEvent => ({ type: 'consuming', queueName })

function healthAfter(...events: readonly TransportEvent[]) {
  const health = new TransportHealth({
    clock: handClock().clock,
    isNeeded: (queueName) => queueName === 'mine',
  })
  for (const event of events) health.note(event)
  const { status, problems } = healthOf(health.problems)
  return [status, ...problems.map(({ code }) => code)]
}

describe('the health of a transport', () => {
  it.each([
    [[], ['ready']],
    [[lost], ['not_ready', 'broker_away']],
    [[lost, back], ['ready']],
    [
      [lost, { type: 'connectFailed', error, retryInMs: 1, isFirst: true }],
      ['not_ready', 'broker_away'],
    ],
    [[alarm], ['degraded', 'publishing_blocked']],
    [[alarm, { type: 'unblocked' }], ['ready']],
    // The next connection tells whether the alarm lasts.
    [[alarm, lost, back], ['ready']],
    [[noMore('mine')], ['not_ready', 'not_consuming']],
    [[noMore('other')], ['degraded', 'not_consuming']],
    [
      [noMore('mine'), noMore('other'), again('other')],
      ['not_ready', 'not_consuming'],
    ],
    [[noMore('mine'), again('mine')], ['ready']],
    // Connected again, and not yet consuming again.
    [
      [lost, noMore('mine'), back],
      ['not_ready', 'not_consuming'],
    ],
    [
      [lost, { type: 'gaveUp', error }],
      ['not_ready', 'broker_away'],
    ],
    [[{ type: 'staleSettle', queueName: 'mine' }], ['ready']],
  ] as const)('after %j is %j', (events, health) => {
    expect(healthAfter(...events)).toEqual(health)
  })

  it('says what is wrong in both languages, and since when', () => {
    const health = new TransportHealth({ clock: handClock().clock })
    health.note(alarm)
    const [problem] = health.problems
    expect(problem?.since).toEqual(new Date(0))
    expect(renderText(problem!.text, 'en')).toBe('The broker takes no messages: low on memory')
    expect(renderText(problem!.text, 'zh-CN')).toContain('low on memory')
  })
})
