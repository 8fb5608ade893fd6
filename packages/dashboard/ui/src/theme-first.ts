import { readChoice } from './parts/choice.js'
import { THEME_CHOICE, themeChoiceOf } from './shell/theme-choice.js'

// Runs before the page is painted, so that a dark one does not flash white.
document.documentElement.dataset['theme'] = themeChoiceOf(readChoice(THEME_CHOICE))
