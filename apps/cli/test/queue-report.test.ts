import { type QueueReport, queueReportJson } from '@arq/admin'
import type { QueueInfo } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { changesSince, queueLines } from '../src/queue-report.js'
import { testProgram } from './setup.js'

const byAmqp: QueueInfo = {
  name: 'mail',
  ready: 7,
  unacknowledged: undefined,
  consumers: 1,
  type: undefined,
}
const byManagement: QueueInfo = {
  ...byAmqp,
  unacknowledged: 3,
  type: 'classic',
  rates: { in: 2, out: 0.44 },
  oldestAt: new Date('2026-01-01T00:00:00Z'),
}
const report = (info: QueueInfo | undefined): QueueReport => ({
  name: 'mail',
  info,
  dlqName: 'mail.dlq',
  dlq: undefined,
  waitingForKeys: undefined,
})
const wordsOf = (lines: readonly string[]) => lines.map((line) => line.split(/ {2,}/))

describe('the table of queues', () => {
  it('has the columns that AMQP fills, and no rates or ages that nobody told', () => {
    expect(wordsOf(queueLines([report(byAmqp)], testProgram()))).toEqual([
      ['QUEUE', 'READY', 'UNACKED', 'CONSUMERS', 'TYPE', 'DEAD LETTERS', 'PARKED'],
      ['mail', '7', '-', '1', '-', 'mail.dlq', '-'],
    ])
  })

  it('shows rates and the oldest message where one of the queues has them', () => {
    const lines = queueLines([report(byManagement), report(byAmqp)], testProgram())
    expect(wordsOf(lines)).toEqual([
      [
        ...['QUEUE', 'READY', 'IN/S', 'OUT/S', 'UNACKED', 'CONSUMERS', 'TYPE', 'OLDEST'],
        ...['DEAD LETTERS', 'PARKED'],
      ],
      [
        ...['mail', '7', '2.0', '0.4', '3', '1', 'classic', '2026-01-01T00:00:00.000Z'],
        ...['mail.dlq', '-'],
      ],
      ['mail', '7', '-', '-', '-', '1', '-', '-', 'mail.dlq', '-'],
    ])
  })

  it('shows how fast what waits becomes more, while it is watched', () => {
    const before = { atMs: 0, queues: [report({ ...byAmqp, ready: 3 })] }
    const now = { atMs: 2000, queues: [report(byAmqp)] }
    const lines = queueLines(now.queues, testProgram(), changesSince(before, now))
    expect(wordsOf(lines)[1]?.slice(0, 3)).toEqual(['mail', '7', '+2.0'])
    const first = queueLines(now.queues, testProgram(), changesSince(undefined, now))
    expect(wordsOf(first)[1]?.slice(0, 3)).toEqual(['mail', '7', '-'])
  })

  it('aligns Chinese titles', () => {
    const [heading = '', row = ''] = queueLines(
      [report(byAmqp)],
      testProgram({ language: 'zh-CN' }),
    )
    expect([heading, row]).toEqual([
      '队列  就绪  未确认  消费者  类型  死信队列  死信数',
      'mail     7       -       1  -     mail.dlq       -',
    ])
  })
})

it('shows jobs that wait in the lines of their keys, where there are any', () => {
  const counted = (waitingForKeys: number) => ({ ...report(byAmqp), waitingForKeys })
  expect(wordsOf(queueLines([counted(0)], testProgram()))[0]).not.toContain('IN LINES')
  expect(wordsOf(queueLines([counted(12)], testProgram()))).toEqual([
    ['QUEUE', 'READY', 'UNACKED', 'IN LINES', 'CONSUMERS', 'TYPE', 'DEAD LETTERS', 'PARKED'],
    ['mail', '7', '-', '12', '1', '-', 'mail.dlq', '-'],
  ])
  expect(queueReportJson(counted(12))).toMatchObject({ waitingForKeys: 12 })
})

it('says null in JSON for what is not known, and for a queue that is not there', () => {
  const nothing = {
    ...{ inPerSecond: null, outPerSecond: null, oldestAt: null },
    waitingForKeys: null,
  }
  expect(queueReportJson(report(byAmqp))).toMatchObject({ exists: true, ready: 7, ...nothing })
  expect(queueReportJson(report(undefined))).toMatchObject({
    exists: false,
    ready: null,
    ...nothing,
  })
  expect(queueReportJson(report(byManagement))).toMatchObject({
    inPerSecond: 2,
    outPerSecond: 0.44,
    oldestAt: '2026-01-01T00:00:00.000Z',
  })
})
