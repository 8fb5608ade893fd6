/** What the reader wants to see: as the system says, or one of both whatever it says. */
export const THEME_CHOICES = ['system', 'light', 'dark'] as const

export type ThemeChoice = (typeof THEME_CHOICES)[number]

/** Under which the browser keeps it. */
export const THEME_CHOICE = 'arq.theme'

export function themeChoiceOf(kept: string | null): ThemeChoice {
  return THEME_CHOICES.find((choice) => choice === kept) ?? 'system'
}
