import { defineTexts, type Text } from '@arq/core'

interface Pair {
  readonly en: string
  readonly 'zh-CN': string
}

/**
 * Texts that hold code, in whose braces no value is to be filled in: a placeholder is one word without spaces, which the
 * type of {@link defineTexts} cannot tell from an object literal.
 */
export function defineCodeTexts<T extends Readonly<Record<string, Pair>>>(
  pairs: T,
): Readonly<Record<keyof T, () => Text>> {
  // What the type asks for in values, the text has no place for.
  return defineTexts(pairs) as unknown as Readonly<Record<keyof T, () => Text>>
}
