import { describe, expect, it } from '@jest/globals'

import { atEach } from '../../src/admin/at-each.js'
import { groupBody } from '../../src/admin/group-settings.js'
import { hintFor, topicNotFound } from '../../src/admin/not-found.js'
import { readTable } from '../../src/admin/read-table.js'
import { topicKind } from '../../src/admin/topic-kind.js'
import { localizedMessage } from '../../src/errors/errors.js'
import { PartlyDone } from '../../src/errors/server-errors.js'
import { readBrokerConfigResponse } from '../../src/protocol/requests/broker-control.js'
import { updateBrokerConfigRequest } from '../../src/protocol/requests/broker-control.js'
import type { TablePosition } from '../../src/protocol/requests/topic-configs.js'
import { renderText } from '../../src/texts/text.js'

describe('a list in pages', () => {
  /** A broker with pages of two, whose list may be another one from some question on. */
  const broker = (versions: readonly (readonly number[])[]) => {
    const asked: TablePosition[] = []
    const readPage = (at: TablePosition) => {
      const turn = Math.min(asked.length, versions.length - 1)
      const list = versions[turn] ?? []
      const dataVersion = `v${list.length}`
      asked.push(at)
      const begin = at.dataVersion === dataVersion ? at.sequence : 0
      const entries = list.slice(begin, begin + 2)
      return Promise.resolve({ entries, dataVersion, total: list.length })
    }
    return { asked, readPage }
  }

  it('is read to its end', async () => {
    const { asked, readPage } = broker([[1, 2, 3, 4, 5]])
    await expect(readTable(readPage)).resolves.toEqual([1, 2, 3, 4, 5])
    expect(asked.map(({ sequence }) => sequence)).toEqual([0, 2, 4])
  })

  it('is read anew when it changes, so that nothing is missing or twice', async () => {
    const { readPage } = broker([
      [1, 2, 3],
      [0, 1, 2, 3, 4],
    ])
    await expect(readTable(readPage)).resolves.toEqual([0, 1, 2, 3, 4])
  })

  it('ends although the list changes all the time', async () => {
    const lists = Array.from({ length: 50 }, (_, at) => Array.from({ length: at + 3 }, () => at))
    const { asked, readPage } = broker(lists)
    await readTable(readPage)
    expect(asked.length).toBeLessThan(10)
  })

  it('is whole in one answer of a broker that knows no pages', async () => {
    const readPage = () => Promise.resolve({ entries: [1, 2], dataVersion: '', total: undefined })
    await expect(readTable(readPage)).resolves.toEqual([1, 2])
  })
})

describe('several servers', () => {
  const servers = ['a:1', 'b:1', 'c:1'].map((address) => ({ address }))

  it('answer in their order, however fast each is', async () => {
    const act = async ({ address }: { address: string }) => {
      if (address === 'a:1') await new Promise((resolve) => setImmediate(resolve))
      return address
    }
    await expect(atEach('Work', servers, act, {})).resolves.toEqual(['a:1', 'b:1', 'c:1'])
  })

  it('are all asked when one fails, and the error says where it is done', async () => {
    const asked: string[] = []
    const act = ({ address }: { address: string }) => {
      asked.push(address)
      return address === 'b:1' ? Promise.reject(new Error('no')) : Promise.resolve(undefined)
    }
    const error: unknown = await atEach('Work', servers, act, {}).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(PartlyDone)
    expect(error).toMatchObject({ done: ['a:1', 'c:1'], failures: [{ address: 'b:1' }] })
    expect(asked).toEqual(['a:1', 'b:1', 'c:1'])
    expect(localizedMessage(error, 'zh-CN')).toContain('3 台服务器中有 2 台完成')
  })

  it('that are only one fail as that one does', async () => {
    const [only] = servers
    const act = () => Promise.reject(new Error('no'))
    await expect(atEach('Work', [only!], act, {})).rejects.toThrow(/^no$/)
  })
})

describe('a name that does not exist', () => {
  it.each([
    ['ordres', ['orders', 'clicks'], '; did you mean orders?'],
    ['zzzzzz', ['orders', 'clicks'], '; known: orders, clicks'],
    ['zzzzzz', Array.from({ length: 20 }, (_, at) => `topic-number-${at}`), ''],
    ['zzzzzz', [], ''],
  ])('%s among %j is answered with "%s"', (name, known, hint) => {
    expect(renderText(hintFor(name, known))).toBe(hint)
  })

  it('is said in Chinese as well', () => {
    const error = topicNotFound('ordres', ['orders'])
    expect(localizedMessage(error, 'zh-CN')).toBe('主题 ordres 不存在；是否指 orders？')
  })
})

it.each([
  ['orders', 'user'],
  ['%RETRY%billing', 'retry'],
  ['%DLQ%billing', 'deadLetter'],
  ['TBW102', 'system'],
  ['RMQ_SYS_ROCKSDB_TRANS_HALF_TOPIC', 'system'],
  ['rmq_sys_REVIVE_LOG_Main', 'system'],
  ['Main', 'system'],
  ['Main_REPLY_TOPIC', 'system'],
  ['Other_REPLY_TOPIC', 'user'],
])('the topic %s is of kind %s', (topic, kind) => {
  expect(topicKind(topic, new Set(['Main']))).toBe(kind)
})

describe('the settings of a group', () => {
  it('are written with all that the broker said before, and attributes as changes', () => {
    const raw = { groupName: 'g', retryMaxTimes: 3, groupSysFlag: 5, attributes: { a: '1' } }
    const current = {
      ...{ group: 'g', consumeEnable: true, consumeFromMinEnable: true, retryQueueNums: 1 },
      ...{ consumeBroadcastEnable: true, consumeMessageOrderly: false, retryMaxTimes: 3 },
      ...{ consumeTimeoutMinute: 15, notifyConsumerIdsChangedEnable: true, attributes: {}, raw },
    }
    const changes = { retryMaxTimes: 4, attributes: { b: '2', a: undefined } }
    expect(groupBody('g', changes, current)).toEqual({
      ...{ groupName: 'g', retryMaxTimes: 4, groupSysFlag: 5 },
      attributes: { '+b': '2', '-a': '' },
    })
  })

  it('have retry policies in the broker’s own form', () => {
    const retryPolicy = { type: 'exponential', initialMs: 1, maxMs: 9, multiplier: 3 } as const
    expect(groupBody('g', { retryPolicy })).toMatchObject({
      groupRetryPolicy: {
        type: 'EXPONENTIAL',
        exponentialRetryPolicy: { initial: 1, max: 9, multiplier: 3 },
      },
    })
  })
})

describe('the settings of a broker', () => {
  it('are written as a properties file that holds nothing else', () => {
    const { body } = updateBrokerConfigRequest({ path: 'C:\\data', text: ' a\nb=c' })
    expect(Buffer.from(body!).toString()).toBe('path=C:\\\\data\ntext=\\ a\\nb=c')
    expect(() => updateBrokerConfigRequest({ 'a=b\nc': 'x' })).toThrow(/it is no name/)
  })

  it('are read with values that contain the sign of equality', () => {
    const body = Buffer.from('a=b=c\n\nnothing=\n')
    const response = { code: 0, remark: undefined, ext: {}, body }
    expect(readBrokerConfigResponse(response, { address: 'h:1' })).toEqual({
      a: 'b=c',
      nothing: '',
    })
  })
})
