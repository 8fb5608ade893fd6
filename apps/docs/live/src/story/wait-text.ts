import { defineTexts, type Text } from '@arq/core'

const texts = defineTexts({
  seconds: { en: '{count} s', 'zh-CN': '{count} 秒' },
  minutes: { en: '{count} min', 'zh-CN': '{count} 分钟' },
  hours: { en: '{count} h', 'zh-CN': '{count} 小时' },
})

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** A time to wait, in its largest whole unit: `9.6 s` is told as `10 s`. */
export function waitText(ms: number): Text {
  if (ms >= HOUR_MS) return texts.hours({ count: Math.round(ms / HOUR_MS) })
  if (ms === MINUTE_MS || ms >= 2 * MINUTE_MS)
    return texts.minutes({ count: Math.round(ms / MINUTE_MS) })
  return texts.seconds({ count: Math.max(Math.round(ms / 1000), 0) })
}
