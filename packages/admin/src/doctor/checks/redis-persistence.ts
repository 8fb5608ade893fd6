import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { redisOf } from '../seen-redis.js'

const texts = defineTexts({
  persists: {
    en: 'Redis {version} writes an append-only file.',
    'zh-CN': 'Redis {version} 已启用 AOF 持久化。',
  },
  volatile: {
    en: 'Redis {version} writes no append-only file (appendonly no).',
    'zh-CN': 'Redis {version} 未启用 AOF 持久化（appendonly no）。',
  },
  matters: {
    en: 'A restart of Redis loses the results since its last snapshot, or all of them.',
    'zh-CN': 'Redis 重启会丢失上次快照之后的结果，甚至全部结果。',
  },
  enable: {
    en: 'Unless results may be lost, switch it on; also in redis.conf, so that it stays:',
    'zh-CN': '若结果不可丢失，请启用；同时写入 redis.conf 以便持久：',
  },
})

/** Do results outlive a restart of Redis? */
export const redisPersistenceCheck: Check = {
  judge(evidence) {
    const redis = redisOf(evidence)
    if (redis?.isAppendOnly === undefined) return []
    const version = redis.version ?? '?'
    if (redis.isAppendOnly) {
      return [{ code: 'redis-persists', state: 'ok', seen: texts.persists({ version }) }]
    }
    return [
      {
        code: 'redis-not-persistent',
        state: 'warning',
        seen: texts.volatile({ version }),
        why: texts.matters(),
        todo: texts.enable(),
        lines: ['redis-cli config set appendonly yes'],
      },
    ]
  },
}
