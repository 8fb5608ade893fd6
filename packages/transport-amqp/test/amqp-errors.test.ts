import { describe, expect, it } from '@jest/globals'

import { parseInequivalentArgument, toChannelError, toConnectionError } from '../src/amqp-errors.js'
import { OpeningRefused } from '../src/connection/opening-refused.js'

const failure = (message: string, code?: number | string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code })

describe('an attempt to connect', () => {
  it.each([
    ['connect ECONNREFUSED 127.0.0.1:5672', 'ARQ_CONNECTION_REFUSED'],
    ['getaddrinfo ENOTFOUND nowhere', 'ARQ_CONNECTION_REFUSED'],
    ['Socket closed abruptly during opening handshake', 'ARQ_CONNECTION_REFUSED'],
    [
      'Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused"',
      'ARQ_CONNECTION_AUTH',
    ],
    [
      'Handshake terminated by server: 530 (NOT-ALLOWED) with message "NOT_ALLOWED - node connection limit (9) is reached"',
      'ARQ_CONNECTION_REFUSED',
    ],
  ])('that failed with "%s" is %s', (message, code) => {
    expect(toConnectionError(failure(message), 'amqp://h')).toMatchObject({
      code,
      scope: 'connection',
    })
  })

  it.each([
    ["NOT_ALLOWED - vhost 'x' not found", 530, 'ARQ_CONNECTION_AUTH'],
    ["NOT_ALLOWED - access to vhost 'x' refused for user 'u'", 530, 'ARQ_CONNECTION_AUTH'],
    [
      "NOT_ALLOWED - access to vhost 'x' refused for user 'u': connection limit (5) is reached",
      530,
      'ARQ_CONNECTION_REFUSED',
    ],
    [
      "NOT_ALLOWED - connection refused for user 'u': user connection limit (5) is reached",
      530,
      'ARQ_CONNECTION_REFUSED',
    ],
    ["INTERNAL_ERROR - access to vhost 'x' refused: down", 541, 'ARQ_CONNECTION_REFUSED'],
    ['asked again, it did', undefined, 'ARQ_CONNECTION_REFUSED'],
  ])('that the broker ended with "%s" (%s) is %s', (words, replyCode, code) => {
    const error = toConnectionError(new OpeningRefused(words, replyCode), 'amqp://h')
    expect(error).toMatchObject({ code, retryable: code === 'ARQ_CONNECTION_REFUSED' })
    expect(error.message).toContain(words)
  })

  it('that failed on several addresses tells their code, as the message is empty', () => {
    const error = toConnectionError(
      Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
      'w',
    )
    expect(error.message).toContain('ECONNREFUSED')
  })
})

describe('an operation on a queue', () => {
  it.each([
    [404, "NOT_FOUND - no queue 'q' in vhost '/'", 'ARQ_QUEUE_NOT_FOUND'],
    // As RabbitMQ 4.0.5 says it while a quorum queue elects its leader, or the only node of a classic one is away.
    [
      404,
      "NOT_FOUND - failed to perform operation on queue 'q' in vhost '/': its leader {'%2F_q',arq2@localhost} may be stopping or being demoted",
      'ARQ_CONNECTION_LOST',
    ],
    [
      404,
      "NOT_FOUND - home node 'arq2@localhost' of durable queue 'q' in vhost '/' is down or inaccessible",
      'ARQ_CONNECTION_LOST',
    ],
    [403, 'ACCESS_REFUSED', 'ARQ_CONNECTION_AUTH'],
    [405, 'RESOURCE_LOCKED', 'ARQ_CONNECTION_AUTH'],
    [
      406,
      "inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'",
      'ARQ_TOPOLOGY_MISMATCH',
    ],
    [406, 'unknown delivery tag 7', 'ARQ_CONNECTION_LOST'],
    [541, 'INTERNAL_ERROR', 'ARQ_CONNECTION_LOST'],
  ])('that closed its channel with %i %s is the right error', (replyCode, message, code) => {
    expect(toChannelError(failure(message, replyCode), 'q')).toMatchObject({
      code,
      scope: 'channel',
    })
  })
})

describe('an argument that differs', () => {
  it.each([
    [
      `406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q' in vhost '/': received the value 'quorum' of type 'longstr' but current is the value 'classic' of type 'longstr'"`,
      { of: 'queue', argument: 'x-queue-type', wanted: 'quorum', found: 'classic' },
    ],
    [
      `inequivalent arg 'x-delivery-limit' for queue 'q' in vhost '/': received the value '1000' of type 'signedint' but current is none"`,
      { of: 'queue', argument: 'x-delivery-limit', wanted: '1000', found: 'none' },
    ],
    [
      `inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received none but current is the value '5' of type 'signedint'"`,
      { of: 'queue', argument: 'x-max-length', wanted: 'none', found: '5' },
    ],
    [
      `inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'"`,
      { of: 'queue', argument: 'durable', wanted: 'true', found: 'false' },
    ],
    [
      `inequivalent arg 'x-dead-letter-exchange' for queue 'q' in vhost '/': received the value '' of type 'longstr' but current is none"`,
      { of: 'queue', argument: 'x-dead-letter-exchange', wanted: '', found: 'none' },
    ],
    [
      `inequivalent arg 'type' for exchange 'delayed.q' in vhost '/': received ''x-delayed-message'' but current is ''direct''`,
      { of: 'exchange', argument: 'type', wanted: 'x-delayed-message', found: 'direct' },
    ],
    [
      `inequivalent arg 'x-queue-type' for queue 'qqqqqqqq..."`,
      { of: 'queue', argument: 'x-queue-type', wanted: undefined, found: undefined },
    ],
    [
      `inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is 'fa..."`,
      { of: 'queue', argument: 'durable', wanted: 'true', found: undefined },
    ],
  ])('is read from the words of the broker', (text, difference) => {
    expect(parseInequivalentArgument(text)).toEqual(difference)
  })

  it('is not seen in other texts', () => {
    expect(parseInequivalentArgument('unknown delivery tag 3')).toBeUndefined()
  })
})
