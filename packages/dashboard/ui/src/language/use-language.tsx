import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useMemo, useState } from 'preact/hooks'

import { useHost } from '../host/host.js'
import { distanceText, durationText } from './duration.js'
import type { Language } from './languages.js'
import { fullMomentText, momentText } from './moments.js'
import { countText } from './numbers.js'
import { pickLanguage } from './pick-language.js'
import { renderText, type Text, type TextValues } from './text.js'

/** All that a component needs to speak to its reader. */
export interface Speech {
  readonly language: Language
  readonly setLanguage: (language: Language) => void
  readonly say: (text: Text, values?: TextValues) => string
  readonly count: (count: number) => string
  readonly duration: (ms: number) => string
  readonly distance: (fromNowMs: number) => string
  readonly moment: (moment: Date) => string
  readonly fullMoment: (moment: Date) => string
}

const CHOICE = 'arq.language'

const SpeechContext = createContext<Speech | undefined>(undefined)

export function LanguageProvider({ children }: { readonly children: ComponentChildren }) {
  const { choices } = useHost()
  const [language, setLanguage] = useState(() =>
    pickLanguage(choices.read(CHOICE), navigator.languages),
  )
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const speech = useMemo(
    () =>
      speechIn(language, (next) => {
        choices.write(CHOICE, next)
        setLanguage(next)
      }),
    [language, choices],
  )
  return <SpeechContext.Provider value={speech}>{children}</SpeechContext.Provider>
}

export function useLanguage(): Speech {
  const speech = useContext(SpeechContext)
  if (!speech) throw new Error('useLanguage outside LanguageProvider')
  return speech
}

function speechIn(language: Language, setLanguage: (language: Language) => void): Speech {
  return {
    language,
    setLanguage,
    say: (text, values) => renderText(text, language, values),
    count: (count) => countText(count, language),
    duration: (ms) => durationText(ms, language),
    distance: (fromNowMs) => distanceText(fromNowMs, language),
    moment: (moment) => momentText(moment, new Date(), language),
    fullMoment: (moment) => fullMomentText(moment, language),
  }
}
