import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import type { Finding } from '../finding.js'
import { amqpOf, inspectionOf } from '../seen-broker.js'
import { shellWord } from '../shell-word.js'

const texts = defineTexts({
  some: {
    en: 'Jobs in the dead letter queue {queue}: {count}.',
    'zh-CN': '死信队列 {queue} 中的任务：{count}。',
  },
  matters: {
    en: 'They have failed for good, and nothing runs them again by itself.',
    'zh-CN': '它们已最终失败，不会自动再次执行。',
  },
  read: {
    en: 'See why they failed, mend it, and send them back (arq dlq redrive):',
    'zh-CN': '查看失败原因，修复后将其送回（arq dlq redrive）：',
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
          todo: texts.read(),
          lines: [`arq dlq list --dlq ${shellWord(queue)}`],
          letters: { queue, count },
        },
      ]
    })
  },
}
