import { type Language, renderText, type Text } from '@arq/core'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

export const LanguageContext = createContext<Language>('en')

/** Renders texts in the language of the page. */
export function useSay(): (text: Text) => string {
  const language = useContext(LanguageContext)
  return (text) => renderText(text, language)
}

/** `zh-CN`, `zh-Hans`, `zh` are Chinese; everything else is read in English. */
export const languageOf = (tag: string): Language => (/^zh\b/i.test(tag) ? 'zh-CN' : 'en')
