import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { redisOf } from '../seen-redis.js'

const texts = defineTexts({
  agrees: {
    en: 'Records in Redis lie as the settings say (layout {layout}).',
    'zh-CN': 'Redis 中的记录与设置一致（layout {layout}）。',
  },
  differs: {
    en: 'The settings say layout {layout}, and records of another layout lie under the same prefix.',
    'zh-CN': '设置的 layout 为 {layout}，但同一前缀下存在其他布局的记录。',
  },
  matters: {
    en: 'Clients and workers with different layouts miss states and waiting jobs of each other, and so does the Python library.',
    'zh-CN': '布局不同的客户端与 worker 会看不到彼此任务的状态和等待中的任务，Python 库也是如此。',
  },
  agree: {
    en: 'Give all clients and workers the same layout: python if the Python library rabbitmq-arq uses this Redis, else lean. After a change, records of before go when their time is over.',
    'zh-CN':
      '为所有客户端和 worker 设置相同的 layout：若 Python 库 rabbitmq-arq 也使用该 Redis，则用 python，否则用 lean。更改后，之前的记录到期后自行消失。',
  },
})

/** Do all who write results agree on how they lie in Redis? */
export const redisLayoutCheck: Check = {
  judge(evidence) {
    const { layout, hasOtherLayout } = redisOf(evidence) ?? {}
    if (layout === undefined || hasOtherLayout === undefined) return []
    if (!hasOtherLayout) {
      return [{ code: 'redis-layout-agrees', state: 'ok', seen: texts.agrees({ layout }) }]
    }
    return [
      {
        code: 'redis-layout-differs',
        state: 'warning',
        seen: texts.differs({ layout }),
        why: texts.matters(),
        todo: texts.agree(),
      },
    ]
  },
}
