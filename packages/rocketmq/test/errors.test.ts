import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from '@jest/globals'

import {
  ConfigurationError,
  ERROR_CODES,
  isRocketMQError,
  localizedMessage,
  RequestTimeout,
  RocketMQError,
} from '../src/index.js'
import { parseRecallHandle } from '../src/producer/recall-handle.js'
import { parseOffsetMessageId } from '../src/protocol/offset-message-id.js'
import { encodeProperties } from '../src/protocol/properties.js'
import { renderText } from '../src/texts/text.js'
import { texts } from '../src/texts/texts.js'

const sourceDir = fileURLToPath(new URL('../src', import.meta.url))

async function source(): Promise<string> {
  const files = await readdir(sourceDir, { recursive: true })
  const ts = files.filter((file) => file.endsWith('.ts') && !file.endsWith('error-codes.ts'))
  return (await Promise.all(ts.map((file) => readFile(`${sourceDir}/${file}`, 'utf8')))).join('\n')
}

const placeholders = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort()

describe('errors', () => {
  const timeout = new RequestTimeout({
    code: 'ROCKETMQ_REQUEST_TIMEOUT',
    text: texts.requestTimeout({ address: 'a:1', code: 310, timeoutMs: 3000 }),
    details: { address: 'a:1' },
  })

  it('have a name, a code, data, and say whether a repetition can help', () => {
    expect(timeout).toMatchObject({
      name: 'RequestTimeout',
      code: 'ROCKETMQ_REQUEST_TIMEOUT',
      details: { address: 'a:1' },
      isRetriable: true,
      isFatal: false,
    })
    expect(timeout).toBeInstanceOf(RocketMQError)
    expect(new ConfigurationError('Settings', [])).toMatchObject({
      isRetriable: false,
      isFatal: true,
    })
  })

  it('are known across two copies of the package', () => {
    expect(isRocketMQError(timeout)).toBe(true)
    expect(isRocketMQError({ [Symbol.for('arq.rocketmq.error')]: true })).toBe(true)
    expect(isRocketMQError(new Error('x'))).toBe(false)
    expect(isRocketMQError(undefined)).toBe(false)
  })

  it('speak English, and Chinese when asked', () => {
    expect(timeout.message).toBe(
      'No answer from a:1 to request 310 within 3000 ms; whether it was done is unknown',
    )
    expect(localizedMessage(timeout, 'zh-CN')).toContain('未在 3000 毫秒内应答')
    expect(localizedMessage(new Error('own words'), 'zh-CN')).toBe('own words')
  })

  it('say in Chinese, too, what is wrong with a value, and tell programs in English', () => {
    const thrown = [
      () => parseOffsetMessageId('nine'),
      () => parseRecallHandle('x'),
      () => encodeProperties({ name: 'a\u0001b' }),
    ].map((act) => {
      try {
        act()
      } catch (error) {
        return error as RocketMQError
      }
      throw new Error('nothing was thrown')
    })
    expect(thrown.map((error) => localizedMessage(error, 'zh-CN'))).toEqual([
      '无法读取消息 ID "nine"：需要 32 或 56 个十六进制数字',
      '无法读取撤回句柄 "x"：它不是发送定时消息时返回的 recallHandle',
      '无法写入属性 "name"：值包含用于分隔属性的 U+0001 或 U+0002',
    ])
    expect(thrown[0]?.details).toEqual({
      subject: 'the message id "nine"',
      reason: 'it needs 32 or 56 hex digits',
    })
  })

  it('use every code of the table', async () => {
    const text = await source()
    const unused = Object.keys(ERROR_CODES).filter((code) => !text.includes(`'${code}'`))

    expect(unused).toEqual([])
  })
})

describe('texts', () => {
  it('are all used, and ask for no value in Chinese that they have not in English', async () => {
    const text = await source()
    for (const [name, maker] of Object.entries(texts)) {
      // Any values will do: only the templates are looked at.
      const { template } = (maker as (params: object) => { template: Record<string, string> })({})
      const english = placeholders(template['en']!)
      const extra = placeholders(template['zh-CN']!).filter((value) => !english.includes(value))
      expect({ name, extra }).toEqual({ name, extra: [] })
      expect({ name, isUsed: new RegExp(`\\.${name}\\b`).test(text) }).toEqual({
        name,
        isUsed: true,
      })
    }
  })

  it('hold other texts, each in the language of the whole', () => {
    const reason = texts.reasonRefused()
    const attempts = ['a:1', 'b:2'].map((address) => texts.connectFailed({ address, reason }))
    const text = texts.noNameServer({ attempts })

    expect(renderText(text)).toBe(
      'No name server answers: Cannot connect to a:1: connection refused: nothing listens there; Cannot connect to b:2: connection refused: nothing listens there',
    )
    expect(renderText(text, 'zh-CN')).toBe(
      '没有 name server 应答：无法连接 a:1：连接被拒绝：该端口没有服务在监听; 无法连接 b:2：连接被拒绝：该端口没有服务在监听',
    )
  })
})
