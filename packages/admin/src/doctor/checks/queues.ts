import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import type { Finding } from '../finding.js'
import { amqpOf, inspectionOf } from '../seen-broker.js'
import { shellWord } from '../shell-word.js'

const texts = defineTexts({
  withoutManagement: {
    en: 'queues that differ from the settings: type and arguments',
    'zh-CN': '队列与设置的差异：类型与参数',
  },
  absent: {
    en: 'Queue {queue} does not exist yet: whoever uses it first declares it.',
    'zh-CN': '队列 {queue} 尚不存在：首个使用者会声明它。',
  },
  served: {
    en: 'Queue {queue}: jobs waiting {ready}, consumers {consumers}.',
    'zh-CN': '队列 {queue}：等待任务 {ready}，消费者 {consumers}。',
  },
  unserved: {
    en: 'Nobody consumes queue {queue}; jobs waiting: {ready}.',
    'zh-CN': '没有消费者消费队列 {queue}；等待任务：{ready}。',
  },
  unservedMatters: { en: 'Its jobs do not run.', 'zh-CN': '其中的任务不会执行。' },
  start: { en: 'Start a worker for it:', 'zh-CN': '为它启动一个 worker：' },
  differs: {
    en: 'Queue {queue} is not what the settings ask for:',
    'zh-CN': '队列 {queue} 与设置要求不一致：',
  },
  difference: {
    en: '{name}: settings {wanted}, broker {found}',
    'zh-CN': '{name}：设置 {wanted}，消息服务器 {found}',
  },
  differsMatters: {
    en: 'Whoever declares it is refused by the broker: workers and clients end with ARQ_TOPOLOGY_MISMATCH.',
    'zh-CN': '声明它的 worker 和客户端会被消息服务器拒绝（ARQ_TOPOLOGY_MISMATCH）。',
  },
  agree: {
    en: 'Say in the transport’s settings what the queue is (queues.{queue}; compat: ’rabbitmq-arq’ for queues of the Python library), or, when it is empty and unused, delete it so that it is declared anew:',
    'zh-CN':
      '在 transport 设置中写明该队列的实际属性（queues.{queue}；Python 库的队列用 compat: ’rabbitmq-arq’），或在其为空且无人使用时删除，以便重新声明：',
  },
})

/** Are the worker's queues there as it wants them, and does somebody consume them? */
export const queuesCheck: Check = {
  withoutManagement: texts.withoutManagement(),
  judge(evidence) {
    const inspection = inspectionOf(evidence)
    if (!inspection) return []
    const { virtualHost } = inspection
    return inspection.queues.flatMap(({ name: queue, differences = [] }): readonly Finding[] => {
      const consumption = judgeConsumption(queue, amqpOf(evidence)?.queues)
      if (differences.length === 0) return consumption
      const differing: Finding = {
        code: 'queue-differs',
        state: 'problem',
        seen: texts.differs({ queue }),
        details: differences.map(({ name, wanted, found }) =>
          texts.difference({ name, wanted, found }),
        ),
        why: texts.differsMatters(),
        todo: texts.agree({ queue }),
        lines: [`rabbitmqctl delete_queue -p ${shellWord(virtualHost)} ${shellWord(queue)}`],
      }
      return [differing, ...consumption]
    })
  },
}

type Queues = NonNullable<ReturnType<typeof amqpOf>>['queues']

function judgeConsumption(queue: string, queues: Queues | undefined): readonly Finding[] {
  // Not looked at: the broker is not there, or it is another connection's own.
  if (queues?.has(queue) !== true) return []
  const info = queues.get(queue)
  if (!info) return [{ code: 'queue-absent', state: 'ok', seen: texts.absent({ queue }) }]
  const { ready, consumers } = info
  if (consumers > 0) {
    const seen = texts.served({ queue, ready, consumers })
    return [{ code: 'queue-consumed', state: 'ok', seen }]
  }
  return [
    {
      code: 'queue-without-consumer',
      state: 'warning',
      seen: texts.unserved({ queue, ready }),
      why: texts.unservedMatters(),
      todo: texts.start(),
      lines: [`arq worker -m ./settings.ts:workerSettings -q ${shellWord(queue)}`],
    },
  ]
}
