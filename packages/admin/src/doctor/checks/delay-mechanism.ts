import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import type { Finding } from '../finding.js'
import { delayMechanismOf, inspectionOf } from '../seen-broker.js'

const texts = defineTexts({
  off: {
    en: 'Delayed jobs are refused: enableDelayedJobs is false.',
    'zh-CN': '延迟任务被拒绝：enableDelayedJobs 为 false。',
  },
  ttl: {
    en: 'Delayed jobs wait in arq’s own durable queues (ttl).',
    'zh-CN': '延迟任务在 arq 自己的持久队列中等待（ttl）。',
  },
  compat: {
    en: 'Delayed jobs wait in the Python library’s delay.<queue> (compat).',
    'zh-CN': '延迟任务在 Python 库的 delay.<队列> 中等待（compat）。',
  },
  plugin: {
    en: 'Delayed jobs wait in the broker’s delayed-message plugin, as delayMechanism asks.',
    'zh-CN': '延迟任务由消息服务器的延迟消息插件保管，符合 delayMechanism 的设置。',
  },
  missing: {
    en: 'delayMechanism is plugin, and the broker has no plugin rabbitmq_delayed_message_exchange.',
    'zh-CN': 'delayMechanism 为 plugin，但消息服务器没有 rabbitmq_delayed_message_exchange 插件。',
  },
  missingMatters: {
    en: 'Every delayed job, and every retry with a pause, is refused with ARQ_CONFIG_INVALID.',
    'zh-CN': '所有延迟任务和带间隔的重试都会被拒绝（ARQ_CONFIG_INVALID）。',
  },
  choose: {
    en: 'Let jobs wait in arq’s own queues, in the transport’s settings:',
    'zh-CN': '在 transport 设置中改用 arq 自己的队列：',
  },
  chosen: {
    en: 'Delayed jobs wait in the broker’s delayed-message plugin, because it is there (delayMechanism: auto).',
    'zh-CN': '由于插件存在（delayMechanism: auto），延迟任务由延迟消息插件保管。',
  },
  chosenMatters: {
    en: 'What waits there lies on one node only and is lost with it; a crash loses what was confirmed in its last second, and what is due vanishes silently when its queue was deleted; the plugin does not run on RabbitMQ 4.3.',
    'zh-CN':
      '其中的消息只存在于一个节点，节点丢失则消息丢失；崩溃会丢失最后一秒内已确认的消息；队列若已删除，到期消息会无声消失；该插件不能在 RabbitMQ 4.3 上运行。',
  },
  decide: {
    en: 'Say one of the two in the transport’s settings: ttl, or plugin to share it with Python programs. Changing it loses nothing.',
    'zh-CN':
      '请在 transport 设置中明确选择：ttl，或为与 Python 程序共用而选 plugin。切换不会丢失任何任务。',
  },
  untold: {
    en: 'Whether the broker has the delayed-message plugin could not be told.',
    'zh-CN': '无法得知消息服务器是否有延迟消息插件。',
  },
  untoldMatters: {
    en: 'delayMechanism: auto uses the plugin where it is there, and it keeps jobs less safely.',
    'zh-CN': 'delayMechanism: auto 会在有插件时使用它，而插件保管任务的可靠性较低。',
  },
  ask: {
    en: 'Let doctor reach the broker, or look on its own machine:',
    'zh-CN': '让 doctor 能连接消息服务器，或在其所在机器上查看：',
  },
})

/** How do delayed jobs wait? */
export const delayMechanismCheck: Check = {
  judge(evidence) {
    const delays = inspectionOf(evidence)?.delays
    if (!delays) return []
    switch (delayMechanismOf(evidence)) {
      case 'none':
        return [{ code: 'delays-off', state: 'ok', seen: texts.off() }]
      case 'ttl':
        return [{ code: 'delays-in-queues', state: 'ok', seen: texts.ttl() }]
      case 'compat':
        return [{ code: 'delays-compat', state: 'ok', seen: texts.compat() }]
      case 'plugin':
        return [delays.asked === 'auto' ? byChance() : asAsked(delays.hasPlugin)]
      case undefined:
        return [untold()]
    }
  },
}

const WITHOUT_PLUGIN = "delayMechanism: 'ttl'"

const byChance = (): Finding => ({
  code: 'delays-in-plugin-by-chance',
  state: 'warning',
  seen: texts.chosen(),
  why: texts.chosenMatters(),
  todo: texts.decide(),
  lines: [WITHOUT_PLUGIN],
})

function asAsked(hasPlugin: boolean | undefined): Finding {
  if (hasPlugin === undefined) return untold()
  if (hasPlugin) return { code: 'delays-in-plugin', state: 'ok', seen: texts.plugin() }
  return {
    code: 'delays-plugin-missing',
    state: 'problem',
    seen: texts.missing(),
    why: texts.missingMatters(),
    todo: texts.choose(),
    lines: [WITHOUT_PLUGIN],
  }
}

const untold = (): Finding => ({
  code: 'delays-untold',
  state: 'unknown',
  seen: texts.untold(),
  why: texts.untoldMatters(),
  todo: texts.ask(),
  lines: ['rabbitmq-plugins list rabbitmq_delayed_message_exchange'],
})
