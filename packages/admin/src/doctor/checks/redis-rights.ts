import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { redisOf } from '../seen-redis.js'

const texts = defineTexts({
  enough: {
    en: 'The Redis user may do all that the result store needs.',
    'zh-CN': 'Redis 用户拥有结果存储所需的全部权限。',
  },
  lacks: {
    en: 'The Redis user lacks rights that the result store needs: {missing}.',
    'zh-CN': 'Redis 用户缺少结果存储所需的权限：{missing}。',
  },
  matters: {
    en: 'Redis refuses what it may not do (NOPERM), so that results are not kept, or nobody is told of them.',
    'zh-CN': 'Redis 会拒绝无权执行的操作（NOPERM），结果因此无法保存，或无人得到通知。',
  },
  grant: {
    en: 'Give them to the user; also in the ACL file or redis.conf, so that it stays:',
    'zh-CN': '授予该用户这些权限；同时写入 ACL 文件或 redis.conf 以便持久：',
  },
})

/** A right as `ACL SETUSER` takes it. */
const ruleOf = (right: string): string => {
  if (right === 'keys') return '~<prefix>:*'
  return right === 'channels' ? '&<prefix>:*' : `+${right}`
}

/** May the user of the URL do what the store needs? */
export const redisRightsCheck: Check = {
  judge(evidence) {
    const missing = redisOf(evidence)?.missingRights
    if (missing === undefined) return []
    if (missing.length === 0) {
      return [{ code: 'redis-rights-suffice', state: 'ok', seen: texts.enough() }]
    }
    return [
      {
        code: 'redis-rights-missing',
        state: 'problem',
        seen: texts.lacks({ missing: missing.join(', ') }),
        why: texts.matters(),
        todo: texts.grant(),
        lines: [`redis-cli acl setuser <user> ${missing.map(ruleOf).join(' ')}`],
      },
    ]
  },
}
