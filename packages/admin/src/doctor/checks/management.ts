import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { inspectionOf } from '../seen-broker.js'

const UNAUTHORIZED = 401
const FORBIDDEN = 403

const texts = defineTexts({
  answers: {
    en: 'The management API answers at {address}.',
    'zh-CN': '管理 API 在 {address} 正常响应。',
  },
  absent: {
    en: 'No address of the management API was given. Without it nothing is told about:',
    'zh-CN': '未给出管理 API 的地址。没有它，无法得知：',
  },
  silent: {
    en: 'The management API at {address} does not answer: {reason}. Without it nothing is told about:',
    'zh-CN': '{address} 的管理 API 没有响应：{reason}。没有它，无法得知：',
  },
  refuses: {
    en: 'The management API at {address} refuses user or password ({reason}). Without it nothing is told about:',
    'zh-CN': '{address} 的管理 API 拒绝了用户名或密码（{reason}）。没有它，无法得知：',
  },
  matters: {
    en: 'AMQP tells neither the type of a queue nor what waits inside it, so that these are not looked at.',
    'zh-CN': 'AMQP 既不提供队列类型，也不提供其内部等待情况，因此无法查看以上内容。',
  },
  enable: {
    en: 'Enable it on the broker if need be, and give its address, with a user who has the tag monitoring:',
    'zh-CN': '如有需要，在消息服务器上启用它，并给出其地址，用户须带有 monitoring 标签：',
  },
  grant: {
    en: 'Give user and password of somebody with the tag monitoring:',
    'zh-CN': '请给出带有 monitoring 标签的用户及密码：',
  },
})

const ENABLE = 'rabbitmq-plugins enable rabbitmq_management'
const GIVE = 'arq doctor --management-url http://user:password@host:15672'

/** Can we see what AMQP does not tell? `others` say what is missing without it. */
export const managementCheck = (others: readonly Check[]): Check => ({
  judge(evidence) {
    const inspection = inspectionOf(evidence)
    if (!inspection) return []
    const { management } = inspection
    if (management?.isOpen === true) {
      const seen = texts.answers({ address: management.address })
      return [{ code: 'management-reachable', state: 'ok', seen }]
    }
    const untold = {
      details: others.flatMap(({ withoutManagement }) => withoutManagement ?? []),
      why: texts.matters(),
    }
    if (!management) {
      return [
        {
          code: 'management-not-given',
          state: 'unknown',
          seen: texts.absent(),
          ...untold,
          todo: texts.enable(),
          lines: [ENABLE, GIVE],
        },
      ]
    }
    const { address, status, reason } = management
    return status === UNAUTHORIZED || status === FORBIDDEN
      ? [
          {
            code: 'management-refuses-login',
            state: 'warning',
            seen: texts.refuses({ address, reason }),
            ...untold,
            todo: texts.grant(),
            lines: ['rabbitmqctl set_user_tags <user> monitoring', GIVE],
          },
        ]
      : [
          {
            code: 'management-unreachable',
            state: 'warning',
            seen: texts.silent({ address, reason }),
            ...untold,
            todo: texts.enable(),
            lines: [ENABLE, GIVE],
          },
        ]
  },
})
