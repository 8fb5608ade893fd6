import { renderText } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { texts } from '../src/texts.js'

describe('the last line of a worker', () => {
  const counts = { completed: 7, failed: 1, retried: 2, aborted: 3, requeued: 4, ongoing: 5 }

  it('has all counts in both languages', () => {
    expect(renderText(texts.summary(counts), 'en')).toBe(
      'Stopped: 7 completed, 1 failed, 2 retried, 3 aborted, 4 handed back, 5 ongoing',
    )
    expect(renderText(texts.summary(counts), 'zh-CN')).toBe(
      '已停止：完成 7，失败 1，重试 2，中止 3，退回 4，进行中 5',
    )
  })

  it('comes after why it stops, in one language', () => {
    const stopping = texts.stopping({ reason: texts.burstEmpty(), running: 0, waiting: 0 })
    expect(renderText(stopping, 'zh-CN')).toBe(
      '因 队列已空（burst 模式） 停止：0 个正在运行，0 个已退回',
    )
  })
})
