import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { amqpOf, bucketsOf, inspectionOf } from '../seen-broker.js'

const texts = defineTexts({
  moved: {
    en: 'Delayed jobs are moved to their queues; consumers of {dueQueue}: {movers}.',
    'zh-CN': '延迟任务会被移送到各自队列；{dueQueue} 的消费者：{movers}。',
  },
  idle: {
    en: 'Nothing delayed waits that is known of, and no process moves delayed jobs.',
    'zh-CN': '没有已知的延迟任务在等待，也没有进程在移送。',
  },
  nobody: {
    en: 'No process moves delayed jobs. Due in {dueQueue}: {due}; waiting for their time: {later}.',
    'zh-CN': '没有进程移送延迟任务。{dueQueue} 中已到期：{due}；仍在等待：{later}。',
  },
  matters: {
    en: 'Jobs come to their queues only through a process that consumes {dueQueue}: without one, due jobs wait there.',
    'zh-CN': '任务须由消费 {dueQueue} 的进程移送到各自队列；没有这样的进程，到期任务会一直等待。',
  },
  start: {
    en: 'Start a worker of arq for TypeScript, or, with Python workers only, one process whose transport says moveDelayedJobs: ’always’.',
    'zh-CN':
      '启动一个 TypeScript 版 arq 的 worker；若只有 Python worker，则启动一个 transport 设置为 moveDelayedJobs: ’always’ 的进程。',
  },
})

/** Does somebody bring delayed jobs to their queues? */
export const moversCheck: Check = {
  judge(evidence) {
    const dueQueue = inspectionOf(evidence)?.delays.dueQueue
    const amqp = amqpOf(evidence)
    if (dueQueue === undefined || !amqp) return []
    const queue = amqp.queues.get(dueQueue)
    const later = bucketsOf(evidence).reduce((sum, { messages = 0 }) => sum + messages, 0)
    const due = queue?.ready ?? 0
    const movers = queue?.consumers ?? 0
    if (movers > 0)
      return [{ code: 'delays-moved', state: 'ok', seen: texts.moved({ movers, dueQueue }) }]
    if (due + later === 0) return [{ code: 'delays-idle', state: 'ok', seen: texts.idle() }]
    return [
      {
        code: 'delays-without-mover',
        state: 'problem',
        seen: texts.nobody({ due, dueQueue, later }),
        why: texts.matters({ dueQueue }),
        todo: texts.start(),
        lines: ['arq worker -m ./settings.ts:workerSettings'],
      },
    ]
  },
}
