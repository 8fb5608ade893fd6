import { defineTexts } from '@arq/core'

import type { Check } from '../check.js'
import { s3Of, type SeenS3 } from '../seen-s3.js'

const texts = defineTexts({
  deletes: {
    en: 'A lifecycle rule deletes objects of {place} after {days} days; records that are to be kept longer go with them.',
    'zh-CN': '生命周期规则会在 {days} 天后删除 {place} 的对象；需要保留更久的记录也会一并删除。',
  },
  keeps: {
    en: 'No lifecycle rule deletes old objects of {place}.',
    'zh-CN': '没有删除 {place} 旧对象的生命周期规则。',
  },
  unseen: {
    en: 'Whether a lifecycle rule deletes old objects of {place} could not be told.',
    'zh-CN': '无法得知是否有删除 {place} 旧对象的生命周期规则。',
  },
  matters: {
    en: 'Records whose time is over are not seen any more, but stay in the bucket and are paid for.',
    'zh-CN': '到期的记录不再可见，但仍留在存储桶中并产生费用。',
  },
  add: {
    en: 'Add a rule whose days are more than the longest job_result_ttl; this command replaces all rules of the bucket:',
    'zh-CN': '请添加规则，天数应大于最长的 job_result_ttl；此命令会替换该存储桶的所有规则：',
  },
  look: {
    en: 'Look at the bucket’s rules yourself, or let the key do GetLifecycleConfiguration.',
    'zh-CN': '请自行查看存储桶的规则，或授予该密钥 GetLifecycleConfiguration 权限。',
  },
})

/** Does anything delete records whose time is over? */
export const s3LifecycleCheck: Check = {
  judge(evidence) {
    const s3 = s3Of(evidence)
    if (!s3) return []
    const place = `${s3.bucket}/${s3.prefix}`
    const why = texts.matters()
    switch (s3.lifecycle) {
      case 'rule': {
        const seen = texts.deletes({ place, days: s3.expiryDays })
        return [{ code: 's3-expires', state: 'ok', seen }]
      }
      case 'none': {
        const advice = { why, todo: texts.add(), lines: [ruleCommand(s3)] }
        return [
          { code: 's3-never-expires', state: 'warning', seen: texts.keeps({ place }), ...advice },
        ]
      }
      case 'unknown': {
        const advice = { why, todo: texts.look() }
        return [
          { code: 's3-expiry-unknown', state: 'unknown', seen: texts.unseen({ place }), ...advice },
        ]
      }
    }
  },
}

function ruleCommand({ bucket, prefix }: SeenS3): string {
  const filter = { Prefix: prefix }
  const rule = { ID: 'arq', Status: 'Enabled', Filter: filter, Expiration: { Days: 7 } }
  const rules = JSON.stringify({ Rules: [rule] })
  return `aws s3api put-bucket-lifecycle-configuration --bucket ${bucket} --lifecycle-configuration '${rules}'`
}
