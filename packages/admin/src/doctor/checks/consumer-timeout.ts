import { defineTexts } from '@arq/core'
import type { BrokerInspection } from '@arq/core/internal'

import { isOlder, readVersion } from '../broker-version.js'
import type { Check } from '../check.js'
import type { Finding } from '../finding.js'
import { inspectionOf } from '../seen-broker.js'
import { shellWord } from '../shell-word.js'

/** As a worker plans: less than this share of the limit is no time to wait for a slot. */
const SHORTEST_WAIT_SHARE = 0.1

const FIRST_WITH_POLICY = [3, 12] as const

const texts = defineTexts({
  asks: {
    en: 'Queue {queue}: workers ask the broker for the time that their jobs need ({needed} s).',
    'zh-CN': '队列 {queue}：worker 会向消息服务器申请任务所需的时间（{needed} 秒）。',
  },
  unlimited: {
    en: 'Queue {queue}: the broker lets workers keep a job without limit.',
    'zh-CN': '队列 {queue}：消息服务器不限制 worker 持有任务的时间。',
  },
  fits: {
    en: 'Queue {queue}: a job needs at most {needed} s, and the queue allows {limit} s.',
    'zh-CN': '队列 {queue}：任务最多需要 {needed} 秒，队列允许 {limit} 秒。',
  },
  fitsTaken: {
    en: 'Queue {queue}: a job needs at most {needed} s; the broker, which does not tell, is taken to allow {limit} s (consumerTimeout).',
    'zh-CN':
      '队列 {queue}：任务最多需要 {needed} 秒；消息服务器不说明其限制，按 {limit} 秒计（consumerTimeout）。',
  },
  short: {
    en: 'Queue {queue}: a job may need {needed} s, and the queue allows {limit} s.',
    'zh-CN': '队列 {queue}：任务可能需要 {needed} 秒，而队列只允许 {limit} 秒。',
  },
  shortTaken: {
    en: 'Queue {queue}: a job may need {needed} s; the broker, which does not tell, is taken to allow {limit} s (consumerTimeout).',
    'zh-CN':
      '队列 {queue}：任务可能需要 {needed} 秒；消息服务器不说明其限制，按 {limit} 秒计（consumerTimeout）。',
  },
  matters: {
    en: 'The broker takes back what a worker keeps longer, and gives it to another: the job runs twice.',
    'zh-CN': '超过限制的任务会被消息服务器收回并交给其他 worker：任务会执行两次。',
  },
  raise: {
    en: 'Shorten jobTimeout, or read the broker’s limit in milliseconds and raise it (a policy; before RabbitMQ 3.12 a line in rabbitmq.conf, and a restart), and say it in the transport’s settings as consumerTimeout:',
    'zh-CN':
      '缩短 jobTimeout；或查看消息服务器的限制（毫秒），提高它（用策略；RabbitMQ 3.12 之前写入 rabbitmq.conf 并重启），并在 transport 设置中写明 consumerTimeout：',
  },
})

/** Does the broker let a worker keep a job as long as it may run? */
export const consumerTimeoutCheck: Check = {
  judge(evidence) {
    const { worker } = evidence
    const inspection = inspectionOf(evidence)
    if (!worker || !inspection) return []
    const { neededMs } = worker
    return inspection.queues.flatMap(({ name: queue, settleDeadline }): readonly Finding[] => {
      if (!settleDeadline) return []
      const { limitMs, saidBy } = settleDeadline
      const needed = neededMs / 1000
      if (limitMs === undefined) {
        const seen =
          saidBy === 'worker' ? texts.asks({ queue, needed }) : texts.unlimited({ queue })
        return [{ code: 'consumer-timeout-fits', state: 'ok', seen }]
      }
      const figures = { queue, needed, limit: limitMs / 1000 }
      const isTaken = saidBy === 'settings'
      if (limitMs - neededMs >= limitMs * SHORTEST_WAIT_SHARE) {
        const seen = isTaken ? texts.fitsTaken(figures) : texts.fits(figures)
        return [{ code: 'consumer-timeout-fits', state: 'ok', seen }]
      }
      const raise = raiseBy(neededMs * 2, queue, inspection)
      return [
        {
          code: 'consumer-timeout-short',
          // What is only taken to be so may be otherwise.
          state: isTaken ? 'warning' : 'problem',
          seen: isTaken ? texts.shortTaken(figures) : texts.short(figures),
          why: texts.matters(),
          todo: texts.raise(),
          lines: ["rabbitmqctl eval 'application:get_env(rabbit, consumer_timeout).'", raise],
        },
      ]
    })
  },
}

/** A command, or before there were policies for it a line of rabbitmq.conf. */
function raiseBy(ms: number, queue: string, { amqp, virtualHost }: BrokerInspection): string {
  const version = amqp.isOpen ? readVersion(amqp.brokerVersion) : undefined
  if (version && isOlder(version, FIRST_WITH_POLICY)) return `consumer_timeout = ${String(ms)}`
  const pattern = shellWord(`^${queue.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
  const policy = shellWord(JSON.stringify({ 'consumer-timeout': ms }))
  return `rabbitmqctl set_policy -p ${shellWord(virtualHost)} --apply-to queues arq-long ${pattern} ${policy}`
}
