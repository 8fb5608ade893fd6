import { defineMessages } from '@arq/core/internal'

import type { Check } from '../check.js'
import type { Finding } from '../finding.js'
import { amqpOf, inspectionOf } from '../seen-broker.js'

const texts = defineMessages({
  some: {
    en: 'Jobs in the dead letter queue {queue}: {count}.',
    'zh-CN': '死信队列 {queue} 中的任务：{count}。',
  },
  matters: {
    en: 'They have failed for good, and nothing runs them again by itself.',
    'zh-CN': '它们已最终失败，不会自动再次执行。',
  },
  read: {
    en: 'Each says in its headers x-error-code and x-error-message why; the management interface shows them (Queues, {queue}, Get messages).',
    'zh-CN':
      '每条消息的 x-error-code 和 x-error-message 头说明了原因；可在管理界面查看（Queues、{queue}、Get messages）。',
  },
})

/** Have jobs failed for good that nobody has looked at? */
export const deadLettersCheck: Check = {
  judge(evidence) {
    const queues = amqpOf(evidence)?.queues
    const names = inspectionOf(evidence)?.queues.map(({ deadLetterQueue }) => deadLetterQueue)
    return [...new Set(names)].flatMap((queue): readonly Finding[] => {
      const count = queues?.get(queue)?.ready ?? 0
      if (count === 0) return []
      return [
        {
          code: 'dead-letters',
          state: 'warning',
          seen: texts.some({ count, queue }),
          why: texts.matters(),
          todo: texts.read({ queue }),
        },
      ]
    })
  },
}
