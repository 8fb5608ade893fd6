import { defineTexts } from '@arq/core'

import { isOlder, readVersion } from '../broker-version.js'
import type { Check } from '../check.js'
import type { Finding } from '../finding.js'

const OLDEST = [3, 10] as const
const FIRST_UNTRIED = [5, 0] as const

const texts = defineTexts({
  answers: {
    en: 'RabbitMQ {version} answers at {where}.',
    'zh-CN': 'RabbitMQ {version} 在 {where} 正常响应。',
  },
  down: {
    en: 'No client and no worker can work without the broker.',
    'zh-CN': '没有消息服务器，客户端和 worker 都无法工作。',
  },
  start: {
    en: 'Start the broker, or give its address: -u, RABBITMQ_URL, or the url of transport in the settings module.',
    'zh-CN': '启动消息服务器，或给出正确地址：-u、RABBITMQ_URL，或设置模块中 transport 的 url。',
  },
  login: {
    en: 'Correct user, password and virtual host in the URL; an operator sees and grants them so:',
    'zh-CN': '请更正 URL 中的用户、密码和虚拟主机；管理员可这样查看和授权：',
  },
  old: {
    en: 'RabbitMQ {version} at {where} is older than 3.10.',
    'zh-CN': '{where} 的 RabbitMQ {version} 低于 3.10。',
  },
  oldMatters: {
    en: 'Quorum queues before 3.10 have neither a message TTL nor at-least-once dead-lettering: delayed and failed jobs would be lost.',
    'zh-CN':
      '3.10 之前的仲裁队列没有消息 TTL，也没有至少一次死信投递：延迟任务和失败任务可能丢失。',
  },
  upgrade: {
    en: 'Upgrade RabbitMQ to 3.10 or later.',
    'zh-CN': '请将 RabbitMQ 升级到 3.10 或更高。',
  },
  young: {
    en: 'RabbitMQ {version} at {where} is newer than any version we have tried (3.10 to 4.x).',
    'zh-CN': '{where} 的 RabbitMQ {version} 比我们试过的版本（3.10 到 4.x）都新。',
  },
  youngMatters: {
    en: 'A new major version may have changed what arq relies on.',
    'zh-CN': '新的主版本可能改变了 arq 所依赖的行为。',
  },
  updateArq: {
    en: 'Look whether a newer arq names this version, and run your tests against it.',
    'zh-CN': '请查看更新的 arq 是否支持该版本，并针对它运行测试。',
  },
  unnamed: {
    en: 'A broker answers at {where}, and does not say its version.',
    'zh-CN': '{where} 有消息服务器响应，但未说明版本。',
  },
  unnamedMatters: {
    en: 'arq needs RabbitMQ 3.10 or later; what cannot name itself is taken for old.',
    'zh-CN': 'arq 需要 RabbitMQ 3.10 或更高；不说明版本的会被当作旧版本。',
  },
  askVersion: { en: 'Ask it on its own machine:', 'zh-CN': '在其所在机器上查看：' },
  notLooked: {
    en: 'The settings module constructs its own transport ({object}), which does not let doctor look at the broker.',
    'zh-CN': '设置模块自行构造了 transport（{object}），doctor 无法通过它查看消息服务器。',
  },
  otherBroker: {
    en: 'doctor looks at RabbitMQ only, and jobs travel by {object}.',
    'zh-CN': 'doctor 只检查 RabbitMQ，而任务通过 {object} 传递。',
  },
  askOther: {
    en: 'Ask whether the broker is reached, and look at it with its own tools:',
    'zh-CN': '请检查能否连接消息服务器，并用其自带工具查看：',
  },
  notLookedMatters: {
    en: 'Nothing is told about the broker, its queues and its delays.',
    'zh-CN': '因此无法给出关于消息服务器、队列和延迟的结论。',
  },
  leaveOut: {
    en: 'Have the module give transport as settings (an object with url) instead of an object of a class, or leave -m out and give the address:',
    'zh-CN':
      '在模块中以设置（带 url 的对象）而非类的实例给出 transport，或不使用 -m 而直接给出地址：',
  },
})

/** Is the broker there, does it let us in, and is it one that we know? */
export const brokerCheck: Check = {
  judge({ broker }) {
    if (!broker.isLooked) {
      const { object } = broker
      return [object === 'RocketMQTransport' ? otherBroker(object) : notLooked(object)]
    }
    const { amqp, where } = broker.inspection
    if (amqp.isOpen) return [judgeVersion(amqp.brokerVersion, where)]
    const { code, text: seen } = amqp.error
    return code === 'ARQ_CONNECTION_AUTH'
      ? [
          {
            code: 'broker-refuses-login',
            state: 'problem',
            seen,
            why: texts.down(),
            todo: texts.login(),
            lines: ['rabbitmqctl list_permissions -p <vhost>'],
          },
        ]
      : [
          {
            code: 'broker-unreachable',
            state: 'problem',
            seen,
            why: texts.down(),
            todo: texts.start(),
          },
        ]
  },
}

function judgeVersion(version: string | undefined, where: string): Finding {
  const read = readVersion(version)
  if (!read) {
    return {
      code: 'broker-version-unknown',
      state: 'unknown',
      seen: texts.unnamed({ where }),
      why: texts.unnamedMatters(),
      todo: texts.askVersion(),
      lines: ['rabbitmqctl version'],
    }
  }
  const seen = { version, where }
  if (isOlder(read, OLDEST)) {
    return {
      code: 'broker-too-old',
      state: 'problem',
      seen: texts.old(seen),
      why: texts.oldMatters(),
      todo: texts.upgrade(),
    }
  }
  if (!isOlder(read, FIRST_UNTRIED)) {
    return {
      code: 'broker-untried',
      state: 'warning',
      seen: texts.young(seen),
      why: texts.youngMatters(),
      todo: texts.updateArq(),
    }
  }
  return { code: 'broker-reachable', state: 'ok', seen: texts.answers(seen) }
}

/** Its jobs do not travel over RabbitMQ. */
const otherBroker = (object: string): Finding => ({
  code: 'broker-not-looked-at',
  state: 'unknown',
  seen: texts.otherBroker({ object }),
  why: texts.notLookedMatters(),
  todo: texts.askOther(),
  lines: ['arq check', 'arq queue-info <queue>', 'rocketmq progress arq-<queue>'],
})

const notLooked = (object: string): Finding => ({
  code: 'broker-not-looked-at',
  state: 'unknown',
  seen: texts.notLooked({ object }),
  why: texts.notLookedMatters(),
  todo: texts.leaveOut(),
  lines: ['arq doctor -u amqp://user:password@host:5672/vhost'],
})
