import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import type { Finding } from '../finding.js'
import { managementOf, type OpenManagement } from '../seen-broker.js'

const texts = defineTexts({
  withoutManagement: {
    en: 'messages that wait inside a queue for the next one to take them',
    'zh-CN': '在队列内部等待下一个队列接收的消息',
  },
  none: {
    en: 'No message waits inside a queue for the next one to take it.',
    'zh-CN': '没有消息在队列内部等待下一个队列接收。',
  },
  missing: {
    en: 'Messages that wait in {queue} for {target}, which does not exist: {count}.',
    'zh-CN': '在 {queue} 中等待 {target}（该队列不存在）的消息：{count}。',
  },
  missingMatters: {
    en: 'They are neither ready nor lost: the broker tries again every dead_letter_worker_publisher_confirm_timeout, 180 s unless it was set, and they stay until the queue is there.',
    'zh-CN':
      '它们既未就绪也未丢失：消息服务器每隔 dead_letter_worker_publisher_confirm_timeout（默认 180 秒）重试一次，直到该队列出现。',
  },
  declare: {
    en: 'Start a process that declares {target}: a worker does. They come at most 180 s later.',
    'zh-CN': '启动会声明 {target} 的进程：worker 即可。消息最多 180 秒后到达。',
  },
  waiting: {
    en: 'Messages that have left {queue} and are not yet in {target}: {count}.',
    'zh-CN': '已离开 {queue} 但尚未到达 {target} 的消息：{count}。',
  },
  waitingMatters: {
    en: 'On a busy broker a few are always on their way; a number that stays is waiting for the broker’s next try, and comes at most 180 s late.',
    'zh-CN':
      '繁忙的消息服务器上总有少量在途；若数量不变，则是在等待消息服务器的下一次重试，最多迟到 180 秒。',
  },
  lookAgain: {
    en: 'Look again in some minutes; nothing is lost. A number that stays even then, after all nodes of a cluster were down at once, means that the broker has forgotten the queue: give the queues other leaders.',
    'zh-CN':
      '几分钟后再次查看；消息不会丢失。若集群所有节点曾同时停机，且数量仍然不变，说明消息服务器遗漏了该队列：请重新分配队列的 leader。',
  },
})

/** Are there dead letters that their next queue has not taken? Delayed jobs travel so, and jobs that the broker gives up. */
export const stuckLettersCheck: Check = {
  withoutManagement: texts.withoutManagement(),
  judge(evidence) {
    const management = managementOf(evidence)
    if (!management) return []
    const names = new Set(management.queues.map(({ name }) => name))
    const found = management.queues.flatMap((queue) => judgeQueue(queue, names))
    return found.length > 0 ? found : [{ code: 'letters-flow', state: 'ok', seen: texts.none() }]
  },
}

function judgeQueue(
  { name: queue, deadLettering: count = 0, arguments: its }: OpenManagement['queues'][number],
  names: ReadonlySet<string>,
): readonly Finding[] {
  if (count === 0) return []
  const key = its['x-dead-letter-routing-key']
  const target = typeof key === 'string' ? key : '?'
  // Other exchanges have bindings, which are nobody's business here.
  const isDirect = its['x-dead-letter-exchange'] === ''
  if (isDirect && !names.has(target)) {
    return [
      {
        code: 'letters-without-target',
        state: 'problem',
        seen: texts.missing({ count, queue, target }),
        why: texts.missingMatters(),
        todo: texts.declare({ target }),
        lines: ['arq worker -m ./settings.ts:workerSettings'],
      },
    ]
  }
  return [
    {
      code: 'letters-waiting',
      state: 'warning',
      seen: texts.waiting({ count, queue, target }),
      why: texts.waitingMatters(),
      todo: texts.lookAgain(),
      // A new leader starts the worker that moves dead letters on: https://github.com/rabbitmq/rabbitmq-server/pull/16203
      lines: ['rabbitmq-queues rebalance quorum'],
    },
  ]
}
