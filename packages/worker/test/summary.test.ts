import { renderText } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { texts } from '../src/texts.js'

describe('the last lines of a worker', () => {
  it('begin with why it stops and what it has done, in the words that users of the Python library know', () => {
    const counts = { completed: 100, failed: 5, retried: 10, ongoing: 2 }
    const reason = texts.signalReceived({ signal: 'SIGTERM' })
    const line = texts.stopping({ reason, ...counts })
    expect(renderText(line, 'zh-CN')).toBe(
      '收到信号 SIGTERM ◆ 100 个任务完成 ◆ 5 个失败 ◆ 10 个重试 ◆ 2 个待完成',
    )
    expect(renderText(line, 'en')).toBe(
      'Received SIGTERM ◆ 100 jobs completed ◆ 5 failed ◆ 10 retried ◆ 2 ongoing',
    )
  })

  it('end with all counts', () => {
    const counts = { completed: 7, failed: 1, retried: 2, aborted: 3, requeued: 4, ongoing: 5 }
    expect(renderText(texts.summary(counts), 'en')).toBe(
      'Stopped: 7 completed, 1 failed, 2 retried, 3 aborted, 4 handed back, 5 ongoing',
    )
    expect(renderText(texts.summary(counts), 'zh-CN')).toBe(
      '已停止：完成 7，失败 1，重试 2，中止 3，退回 4，进行中 5',
    )
  })
})
