import { defineTexts, isArqError } from '@arq/core'

import type { Check } from '../check.js'
import type { OutboxFigures } from '../evidence.js'
import type { Finding } from '../finding.js'

/** A relay that runs sends a row within a poll, which is seconds; one that is deployed anew is back by then. */
const LATE_AFTER_MS = 60_000

const texts = defineTexts({
  flows: {
    en: 'The outbox is emptied; jobs that wait: {waiting}.',
    'zh-CN': 'outbox 中的任务正常发送；等待中：{waiting}。',
  },
  away: { en: 'The outbox cannot be asked: {reason}', 'zh-CN': '无法查询 outbox：{reason}' },
  awayMatters: {
    en: 'Relays cannot send what is committed there.',
    'zh-CN': '中继无法发送其中已提交的任务。',
  },
  reach: {
    en: 'Start the database, or give its address and password: --outbox-url, ARQ_OUTBOX_URL. If the table is not there: arq outbox migrate.',
    'zh-CN':
      '启动数据库，或给出其地址和密码：--outbox-url、ARQ_OUTBOX_URL。如果数据表不存在：arq outbox migrate。',
  },
  late: {
    en: 'The oldest job of the outbox has waited for {seconds} s; jobs that wait: {waiting}, of these to be tried again after an error: {retrying}.',
    'zh-CN':
      'outbox 中最早的任务已等待 {seconds} 秒；等待中：{waiting}，其中出错后待重试：{retrying}。',
  },
  lateMatters: {
    en: 'Their transactions are committed, and their jobs do not run.',
    'zh-CN': '它们的事务已提交，但任务没有执行。',
  },
  runRelay: {
    en: 'See that a relay runs, and by its log that it reaches broker and result store; the status shows the errors of those that are tried again:',
    'zh-CN':
      '请确认有中继在运行，并通过其日志确认它能连上消息服务器和结果存储；status 会显示待重试任务的错误：',
  },
  aside: {
    en: 'Jobs of the outbox that were set aside, because they cannot be sent as they are: {count}.',
    'zh-CN': 'outbox 中因无法原样发送而被搁置的任务：{count}。',
  },
  asideMatters: {
    en: 'Their transactions are committed, and nothing sends them again by itself.',
    'zh-CN': '它们的事务已提交，但不会自动再次发送。',
  },
  look: {
    en: 'See why, mend it, and let them be sent again; or drop those that shall not run:',
    'zh-CN': '查看原因，修复后让它们再次发送；或删除不应执行的任务：',
  },
})

/** Is what was committed to the outbox sent? */
export const outboxCheck: Check = {
  judge({ outbox }) {
    if (!outbox) return []
    if (outbox.isOpen) return judgeFigures(outbox.status)
    const { error } = outbox
    return [
      {
        code: 'outbox-unreachable',
        state: 'problem',
        seen: isArqError(error) ? error.text : texts.away({ reason: error.message }),
        why: texts.awayMatters(),
        todo: texts.reach(),
      },
    ]
  },
}

function judgeFigures({ waiting, retrying, aside, oldestAgeMs = 0 }: OutboxFigures) {
  const findings: Finding[] = []
  if (oldestAgeMs > LATE_AFTER_MS) {
    const seconds = Math.round(oldestAgeMs / 1000)
    findings.push({
      code: 'outbox-late',
      state: 'warning',
      seen: texts.late({ seconds, waiting, retrying }),
      why: texts.lateMatters(),
      todo: texts.runRelay(),
      lines: ['arq outbox status'],
    })
  }
  if (aside > 0) {
    findings.push({
      code: 'outbox-set-aside',
      state: 'warning',
      seen: texts.aside({ count: aside }),
      why: texts.asideMatters(),
      todo: texts.look(),
      lines: ['arq outbox status', 'arq outbox retry', 'arq outbox drop'],
    })
  }
  if (findings.length > 0) return findings
  return [{ code: 'outbox-sent', state: 'ok', seen: texts.flows({ waiting }) } as const]
}
