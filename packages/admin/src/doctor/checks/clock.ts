import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { managementOf } from '../seen-broker.js'

/** The answer's time is known to about a second: less than two may be none. */
const WORTH_SAYING_MS = 2000

const texts = defineTexts({
  withoutManagement: {
    en: 'how far the clocks of this machine and the broker differ',
    'zh-CN': '本机与消息服务器的时钟差异',
  },
  agree: {
    en: 'The clocks of this machine and the broker agree to about a second.',
    'zh-CN': '本机与消息服务器的时钟相差约一秒以内。',
  },
  ahead: {
    en: 'This machine’s clock is about {seconds} s ahead of the broker’s.',
    'zh-CN': '本机时钟比消息服务器快约 {seconds} 秒。',
  },
  behind: {
    en: 'This machine’s clock is about {seconds} s behind the broker’s.',
    'zh-CN': '本机时钟比消息服务器慢约 {seconds} 秒。',
  },
  matters: {
    en: 'A delayed job is due by the clock of who enqueued it and is judged by the clock of who moves it: it comes early or late by what the two differ.',
    'zh-CN':
      '延迟任务的到期时间由入队方的时钟决定，由移送方的时钟判断：两者相差多少，任务就提前或推迟多少。',
  },
  sync: {
    en: 'Keep all machines in time (NTP), and look how this one does:',
    'zh-CN': '让所有机器保持时间同步（NTP），并查看本机的同步情况：',
  },
})

/** Do the clocks agree? */
export const clockCheck: Check = {
  withoutManagement: texts.withoutManagement(),
  judge(evidence) {
    const aheadMs = managementOf(evidence)?.clockAheadMs
    if (aheadMs === undefined) return []
    if (Math.abs(aheadMs) < WORTH_SAYING_MS) {
      return [{ code: 'clocks-agree', state: 'ok', seen: texts.agree() }]
    }
    const seconds = Math.round(Math.abs(aheadMs) / 1000)
    return [
      {
        code: 'clocks-differ',
        state: 'warning',
        // Ahead was the broker.
        seen: aheadMs > 0 ? texts.behind({ seconds }) : texts.ahead({ seconds }),
        why: texts.matters(),
        todo: texts.sync(),
        lines: ['timedatectl timesync-status'],
      },
    ]
  },
}
