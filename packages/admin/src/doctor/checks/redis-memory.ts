import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import type { Finding } from '../finding.js'
import { redisOf } from '../seen-redis.js'

const texts = defineTexts({
  keeps: {
    en: 'Redis throws nothing away to save memory.',
    'zh-CN': 'Redis 不会为节省内存而丢弃数据。',
  },
  evicted: {
    en: 'Keys that Redis has thrown away to save memory since it started: {count} (maxmemory-policy {policy}).',
    'zh-CN': 'Redis 自启动以来为节省内存丢弃的键：{count}（maxmemory-policy {policy}）。',
  },
  evicts: {
    en: 'Redis throws keys away when its memory is full (maxmemory {limit}, maxmemory-policy {policy}).',
    'zh-CN': 'Redis 在内存满时会丢弃键（maxmemory {limit}，maxmemory-policy {policy}）。',
  },
  mayEvict: {
    en: 'Redis would throw keys away if maxmemory were set (maxmemory-policy {policy}); whether it is could not be told.',
    'zh-CN':
      '若设置了 maxmemory，Redis 会丢弃键（maxmemory-policy {policy}）；无法得知是否已设置。',
  },
  matters: {
    en: 'Results, and the ids that keep a job from running twice, vanish before their time.',
    'zh-CN': '结果以及防止任务重复执行的 id 会提前消失。',
  },
  keep: {
    en: 'Let it refuse writes instead, which arq notices, and give it room; also in redis.conf, so that it stays:',
    'zh-CN': '改为拒绝写入（arq 会察觉），并给足内存；同时写入 redis.conf 以便持久：',
  },
})

const LINES = ['redis-cli config set maxmemory-policy noeviction']

/** Does Redis throw results away? */
export const redisMemoryCheck: Check = {
  judge(evidence) {
    const redis = redisOf(evidence)
    if (redis?.evictionPolicy === undefined) return []
    const { evictionPolicy: policy, maxMemoryBytes: limit, evictedKeys: count = 0 } = redis
    const advice = { why: texts.matters(), todo: texts.keep(), lines: LINES }
    const found = (
      code: string,
      state: 'warning' | 'problem',
      seen: Finding['seen'],
    ): Finding[] => [{ code, state, seen, ...advice }]
    if (policy === 'noeviction' || limit === 0) {
      return [{ code: 'redis-keeps', state: 'ok', seen: texts.keeps() }]
    }
    if (count > 0) return found('redis-has-evicted', 'problem', texts.evicted({ count, policy }))
    return limit === undefined
      ? found('redis-may-evict', 'warning', texts.mayEvict({ policy }))
      : found('redis-evicts', 'problem', texts.evicts({ limit, policy }))
  },
}
