import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useMemo, useState } from 'preact/hooks'

import { useHost } from '../host/host.js'
import { useMedia } from '../parts/use-media.js'
import { THEME_CHOICE, type ThemeChoice, themeChoiceOf } from './theme-choice.js'

interface Theme {
  readonly choice: ThemeChoice
  /** What is seen. */
  readonly theme: 'light' | 'dark'
  readonly choose: (choice: ThemeChoice) => void
}

const ThemeContext = createContext<Theme | undefined>(undefined)

export function ThemeProvider({ children }: { readonly children: ComponentChildren }) {
  const { choices } = useHost()
  const [choice, setChoice] = useState(() => themeChoiceOf(choices.read(THEME_CHOICE)))
  const isSystemDark = useMedia('(prefers-color-scheme: dark)')
  const theme = choice === 'system' ? (isSystemDark ? 'dark' : 'light') : choice
  useEffect(() => {
    document.documentElement.dataset['theme'] = choice
  }, [choice])
  const value = useMemo<Theme>(
    () => ({
      choice,
      theme,
      choose: (next) => {
        choices.write(THEME_CHOICE, next)
        setChoice(next)
      },
    }),
    [choice, theme, choices],
  )
  return <ThemeContext.Provider value={value}>{children}</ThemeContext.Provider>
}

export function useTheme(): Theme {
  const theme = useContext(ThemeContext)
  if (!theme) throw new Error('useTheme outside ThemeProvider')
  return theme
}
