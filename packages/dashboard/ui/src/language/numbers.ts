import type { Language } from './languages.js'

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** A whole number with its thousands apart. */
export function countText(count: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(count)
}

/** A number in at most five characters for where there is little room: `999`, `12.3k`, `4.5M`. */
export function shortCount(count: number): string {
  const size = Math.abs(count)
  if (size < 1_000) return String(Math.round(count * 10) / 10)
  if (size < 999_500) return `${scaled(count / 1_000)}k`
  return `${scaled(count / 1_000_000)}M`
}

/** Per second, with as many digits as tell something. */
export function rateText(perSecond: number): string {
  if (perSecond === 0) return '0'
  if (perSecond < 0.01) return '<0.01'
  if (perSecond < 1) return perSecond.toFixed(2)
  return shortCount(perSecond)
}

/** A size in bytes, by thousands. */
export function bytesText(bytes: number): string {
  let left = bytes
  for (const size of SIZES) {
    if (left < 999.5 || size === 'TB')
      return `${size === 'B' ? String(left) : scaled(left)} ${size}`
    left /= 1_000
  }
  return `${String(bytes)} B`
}

/** A share of one as a whole percentage: 100 % and 0 % only when it is all or nothing. */
export function percentText(share: number): string {
  const percent = Math.round(share * 100)
  if (percent >= 100 && share < 1) return '99%'
  if (percent <= 0 && share > 0) return '1%'
  return `${String(percent)}%`
}

function scaled(value: number): string {
  const size = Math.abs(value)
  return size < 9.95 ? value.toFixed(1) : String(Math.round(value))
}
