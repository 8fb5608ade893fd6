import { useLanguage } from '../language/use-language.js'
import { Button } from '../parts/button.js'
import { shellTexts } from './texts.js'
import { useTheme } from './theme.js'
import { THEME_CHOICES } from './theme-choice.js'

const ICONS = { system: 'screen', light: 'sun', dark: 'moon' } as const

/** Language and colours: each button goes on to the next choice. */
export function Switches() {
  const { say, language, setLanguage } = useLanguage()
  const { choice, choose } = useTheme()
  const next = THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length]
  return (
    <div class="switches">
      <Button
        kind="bare"
        icon={ICONS[choice]}
        label={say(shellTexts.theme, { choice: say(shellTexts[choice]) })}
        onClick={() => choose(next ?? 'system')}
      />
      <button
        type="button"
        class="button is-bare"
        lang={language === 'en' ? 'zh-CN' : 'en'}
        onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}
      >
        {say(shellTexts.otherLanguage)}
      </button>
    </div>
  )
}
