import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { amqpOf, inspectionOf } from '../seen-broker.js'
import { shellWord } from '../shell-word.js'

const texts = defineTexts({
  none: { en: 'No job lies in {queue}.', 'zh-CN': '{queue} 中没有任务。' },
  some: {
    en: 'Jobs in {queue}, whose own queue did not exist any more when they were due: {count}.',
    'zh-CN': '{queue} 中的任务（到期时目标队列已不存在）：{count}。',
  },
  matters: {
    en: 'Nothing takes them from there by itself: they will not run until somebody moves them.',
    'zh-CN': '不会有程序自动取走它们：除非有人移动，否则它们不会执行。',
  },
  move: {
    en: 'Each names its queue in the header x-queue. Start the worker of that queue, then move them, or, if they are not wanted, empty it:',
    'zh-CN':
      '每条消息的 x-queue 头写明了目标队列。先启动该队列的 worker，再移动消息；若不需要，可清空：',
  },
})

/** Are there delayed jobs whose queue is gone? */
export const undeliverableCheck: Check = {
  judge(evidence) {
    const inspection = inspectionOf(evidence)
    const amqp = amqpOf(evidence)
    if (!inspection || !amqp) return []
    const { undeliverableQueue: queue } = inspection.delays
    const count = amqp.queues.get(queue)?.ready ?? 0
    if (count === 0)
      return [{ code: 'undeliverable-none', state: 'ok', seen: texts.none({ queue }) }]
    const { virtualHost } = inspection
    const host = `-p ${shellWord(virtualHost)}`
    const uri = `amqp:///${encodeURIComponent(virtualHost)}`
    const shovel = JSON.stringify({
      'src-uri': uri,
      'src-queue': queue,
      // What is there now, and then it ends.
      'src-delete-after': 'queue-length',
      'dest-uri': uri,
      'dest-queue': '<queue>',
    })
    return [
      {
        code: 'undeliverable-jobs',
        state: 'problem',
        seen: texts.some({ count, queue }),
        why: texts.matters(),
        todo: texts.move(),
        lines: [
          'rabbitmq-plugins enable rabbitmq_shovel',
          `rabbitmqctl set_parameter ${host} shovel undeliverable ${shellWord(shovel)}`,
          `rabbitmqctl purge_queue ${host} ${queue}`,
        ],
      },
    ]
  },
}
