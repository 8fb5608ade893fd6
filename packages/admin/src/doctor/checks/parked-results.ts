import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import type { Finding } from '../finding.js'
import { amqpOf, inspectionOf } from '../seen-broker.js'

const texts = defineTexts({
  some: {
    en: 'Results that wait in {queue} for the result store: {count}.',
    'zh-CN': '在 {queue} 中等待结果存储的结果：{count} 个。',
  },
  matters: {
    en: 'Their jobs have ended, but whoever asks for such a result does not get it yet.',
    'zh-CN': '这些任务已结束，但查询者暂时得不到结果。',
  },
  mend: {
    en: 'While the store is away they wait for it; workers of the queue write them within five minutes after its return. Those that stay are refused by the store: the log of the workers says why. Each expires with its record.',
    'zh-CN':
      '存储不可用时它们会等待；恢复后该队列的 worker 会在五分钟内写入。仍留在队列中的是被存储拒绝的结果：原因见 worker 日志。每个结果随其记录一起过期。',
  },
})

/** Do results wait that the result store has not taken? */
export const parkedResultsCheck: Check = {
  judge(evidence) {
    const queues = amqpOf(evidence)?.queues
    const inspected = inspectionOf(evidence)?.queues ?? []
    return inspected.flatMap(({ parkedResultsQueue: queue }): readonly Finding[] => {
      const count = queues?.get(queue)?.ready ?? 0
      if (count === 0) return []
      return [
        {
          code: 'parked-results',
          state: 'warning',
          seen: texts.some({ count, queue }),
          why: texts.matters(),
          todo: texts.mend(),
        },
      ]
    })
  },
}
