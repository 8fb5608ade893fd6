import type { Language } from '@arq/core'

/** By the first of the caller's languages, as the header `Accept-Language` has them. */
export const languageOf = (acceptLanguage: string | undefined): Language =>
  /^\s*zh\b/i.test(acceptLanguage ?? '') ? 'zh-CN' : 'en'
