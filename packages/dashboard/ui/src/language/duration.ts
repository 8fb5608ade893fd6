import type { Language } from './languages.js'

interface Unit {
  readonly ms: number
  readonly sign: Readonly<Record<Language, string>>
}

const SECOND: Unit = { ms: 1_000, sign: { en: 's', 'zh-CN': ' 秒' } }
const MINUTE: Unit = { ms: 60_000, sign: { en: 'm', 'zh-CN': ' 分' } }
const HOUR: Unit = { ms: 3_600_000, sign: { en: 'h', 'zh-CN': ' 小时' } }
const DAY: Unit = { ms: 86_400_000, sign: { en: 'd', 'zh-CN': ' 天' } }
const PAIRS = [
  [DAY, HOUR],
  [HOUR, MINUTE],
  [MINUTE, SECOND],
] as const

/** A length of time as people read it: two units at most, so `1h 05m`, `2.4s`, `850ms`. */
export function durationText(ms: number, language: Language): string {
  if (!Number.isFinite(ms)) return '–'
  const length = Math.abs(ms)
  if (length < 1) return length === 0 ? `0${SECOND.sign[language]}` : `<1${milliseconds(language)}`
  if (length < 1_000) return `${String(Math.round(length))}${milliseconds(language)}`
  if (length < 10_000) return `${(length / 1_000).toFixed(1)}${SECOND.sign[language]}`
  if (length < 59_500) return `${String(Math.round(length / 1_000))}${SECOND.sign[language]}`
  const pair = PAIRS.find(([{ ms: unit }]) => length >= unit - SECOND.ms / 2) ?? PAIRS[2]
  const [large, small] = pair
  const inSmall = Math.round(length / small.ms)
  const perLarge = large.ms / small.ms
  const whole = Math.floor(inSmall / perLarge)
  const rest = inSmall % perLarge
  if (rest === 0) return `${String(whole)}${large.sign[language]}`
  const padded = String(rest).padStart(2, '0')
  return `${String(whole)}${large.sign[language]} ${padded}${small.sign[language]}`
}

function milliseconds(language: Language): string {
  return language === 'en' ? 'ms' : ' 毫秒'
}

/** How far a moment is from now: `3m ago`, `in 12s`, `just now`. Coarser than a duration: one unit. */
export function distanceText(fromNowMs: number, language: Language): string {
  const length = Math.abs(fromNowMs)
  if (length < 1_000) return language === 'en' ? 'just now' : '刚刚'
  const unit = [DAY, HOUR, MINUTE].find(({ ms }) => length >= ms) ?? SECOND
  const amount = `${String(Math.floor(length / unit.ms))}${unit.sign[language]}`
  if (language === 'en') return fromNowMs < 0 ? `${amount} ago` : `in ${amount}`
  return fromNowMs < 0 ? `${amount}前` : `${amount}后`
}
