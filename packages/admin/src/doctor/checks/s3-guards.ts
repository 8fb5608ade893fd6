import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { s3Of } from '../seen-s3.js'

const texts = defineTexts({
  keeps: {
    en: 'The S3 server keeps to conditional writes.',
    'zh-CN': 'S3 服务器遵守条件写入。',
  },
  ignores: {
    en: 'The S3 server ignores conditional writes (allowUnguarded).',
    'zh-CN': 'S3 服务器忽略条件写入（allowUnguarded）。',
  },
  matters: {
    en: 'Of two writers at once the last wins: a result can be lost, and two calls can take one jobId.',
    'zh-CN': '两个写入者同时写时后者覆盖前者：结果可能丢失，同一 jobId 也可能被两次调用占用。',
  },
  move: {
    en: 'Keep results on a server that has them: Amazon S3, R2, MinIO or Ceph of today.',
    'zh-CN': '请将结果存放在支持条件写入的服务器上：当前版本的 Amazon S3、R2、MinIO 或 Ceph。',
  },
})

/** Are writes to S3 guarded? */
export const s3GuardsCheck: Check = {
  judge(evidence) {
    const s3 = s3Of(evidence)
    if (s3?.hasGuards === undefined) return []
    if (s3.hasGuards) return [{ code: 's3-guards-writes', state: 'ok', seen: texts.keeps() }]
    const advice = { why: texts.matters(), todo: texts.move() }
    return [{ code: 's3-ignores-conditions', state: 'warning', seen: texts.ignores(), ...advice }]
  },
}
