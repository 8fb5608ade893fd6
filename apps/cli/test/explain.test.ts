import { ERROR_CODES } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { runCli } from '../src/cli.js'
import { englishIn } from './english-in.js'
import { testProgram } from './setup.js'

async function explain(args: readonly string[], language: 'en' | 'zh-CN' = 'en') {
  const program = testProgram({ language })
  const code = await runCli(['explain', ...args], program)
  return { code, ...program.said }
}

describe('arq explain', () => {
  it('says what a code means, what to do, and what became of the message', async () => {
    const { code, output } = await explain(['ARQ_CONNECTION_LOST'])
    expect(code).toBe(0)
    const { meaning, action } = ERROR_CODES.ARQ_CONNECTION_LOST
    const words = output.replace(/\s+/g, ' ')
    expect(words).toContain(`ARQ_CONNECTION_LOST: ${meaning}`)
    expect(words).toContain(`What to do: ${action}`)
    expect(words).toContain('May succeed later: yes')
    expect(words).toContain('unknown: the broker may have the message')
  })

  it('says nothing of sending where nothing was sent', async () => {
    const { output } = await explain(['ARQ_JOB_TIMEOUT'])
    expect(output).toContain('May succeed later:  no')
    expect(output).not.toContain('sent')
  })

  it('takes a code as people type it, and several at once', async () => {
    const { code, output } = await explain(['job_timeout', 'arq-closed'])
    expect(code).toBe(0)
    expect(output.match(/^ARQ_\w+/gm)).toEqual(['ARQ_JOB_TIMEOUT', 'ARQ_CLOSED'])
  })

  it('proposes the nearest code for a typo, and ends with 4', async () => {
    const { code, output, errors } = await explain(['ARQ_CONECTION_LOSS', 'ARQ_CLOSED'])
    expect(code).toBe(4)
    expect(errors).toContain('did you mean ARQ_CONNECTION_LOST?')
    expect(output).toContain('ARQ_CLOSED: ')
  })

  it('proposes nothing for what is near to no code', async () => {
    const { code, errors } = await explain(['E11000'])
    expect(code).toBe(4)
    expect(errors).not.toContain('did you mean')
    expect(errors).toContain('`arq explain` lists all')
  })

  it.each(['en', 'zh-CN'] as const)('lists all codes, a line each, in %s', async (language) => {
    const { code, output } = await explain([], language)
    expect(code).toBe(0)
    expect(output.match(/^ARQ_\w+/gm)).toEqual(Object.keys(ERROR_CODES))
    expect(output.trimEnd().split('\n')).toHaveLength(Object.keys(ERROR_CODES).length)
  })

  it('gives programs the same, in the reader’s language', async () => {
    const { output } = await explain(['ARQ_STORE_TIMEOUT', '--json'], 'zh-CN')
    expect(JSON.parse(output)).toEqual({
      codes: [
        {
          code: 'ARQ_STORE_TIMEOUT',
          meaning: '结果存储未在限定时间内应答。',
          action: '检查它的负载。',
          retryable: true,
          sent: 'no',
          sentMeaning: '没有，消息服务器没有收到该消息',
        },
      ],
    })
  })

  it('has no word of English for readers of Chinese but names', async () => {
    const { output } = await explain(Object.keys(ERROR_CODES), 'zh-CN')
    expect(englishIn(output, Object.keys(ERROR_CODES))).toEqual([])
  })
})
