import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { amqpOf, bucketsOf, delayMechanismOf, inspectionOf, managementOf } from '../seen-broker.js'

/** How an operator reads it on the broker's machine. */
const READ =
  "rabbitmqctl eval 'application:get_env(rabbit, dead_letter_worker_publisher_confirm_timeout).'"
/** What goes into `advanced.config`; `rabbitmq.conf` has no word for it. */
const SETTING = '[{rabbit, [{dead_letter_worker_publisher_confirm_timeout, 3000}]}].'

const texts = defineTexts({
  untold: {
    en: 'Whether the broker’s dead_letter_worker_publisher_confirm_timeout is short could not be told: neither AMQP nor the management API shows it.',
    'zh-CN':
      '无法得知消息服务器的 dead_letter_worker_publisher_confirm_timeout 是否足够短：AMQP 和管理 API 都不提供它。',
  },
  notSet: {
    en: 'Node {node} reads no advanced.config, so that its dead_letter_worker_publisher_confirm_timeout is 180 s, unless set by hand.',
    'zh-CN':
      '节点 {node} 未读取 advanced.config，因此其 dead_letter_worker_publisher_confirm_timeout 为 180 秒，除非手工设置过。',
  },
  matters: {
    en: 'At its default of 180 s, delayed jobs that fall due while the whole broker restarts may come up to 180 s late; none is lost.',
    'zh-CN':
      '默认值为 180 秒时，在整个消息服务器重启期间到期的延迟任务最多可能迟到 180 秒；不会丢失。',
  },
  set: {
    en: 'Read it on the broker’s machine (180000 is 180 s, the default); then put the second line into advanced.config and restart the node, one after the other in a cluster:',
    'zh-CN':
      '在消息服务器所在机器上查看（180000 即默认的 180 秒）；然后将第二行写入 advanced.config 并重启节点，集群请逐个重启：',
  },
})

/**
 * Is the wait short after which a dead letter that was not taken is sent again? Only its operator can tell: it was
 * looked for in every answer of the management API of 3.10.8.
 */
export const deadLetterTimeoutCheck: Check = {
  judge(evidence) {
    const inspection = inspectionOf(evidence)
    if (!inspection) return []
    const due = amqpOf(evidence)?.queues.get(inspection.delays.dueQueue)
    const isInUse =
      delayMechanismOf(evidence) === 'ttl' || due !== undefined || bucketsOf(evidence).length > 0
    if (!isInUse) return []
    const advice = { why: texts.matters(), todo: texts.set(), lines: [READ, SETTING] }
    const plain = managementOf(evidence)?.nodes.find(
      ({ configFiles }) => configFiles.length > 0 && !configFiles.some(isErlangTerms),
    )
    if (plain) {
      const seen = texts.notSet({ node: plain.name })
      return [{ code: 'dead-letter-timeout-not-set', state: 'warning', seen, ...advice }]
    }
    const seen = texts.untold()
    return [{ code: 'dead-letter-timeout-untold', state: 'unknown', seen, ...advice }]
  },
}

/** `advanced.config` by whatever name, and the old `rabbitmq.config`. */
const isErlangTerms = (file: string): boolean => file.endsWith('.config')
