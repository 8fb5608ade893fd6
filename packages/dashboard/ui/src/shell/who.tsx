import { useLanguage } from '../language/use-language.js'
import { Button } from '../parts/button.js'
import { Icon } from '../parts/icon.js'
import { useAct } from '../parts/use-act.js'
import { useSession } from '../server/session.js'
import { shellTexts } from './texts.js'

/** Who looks, and that they may only look. */
export function Who() {
  const { say } = useLanguage()
  const { view, may, logout } = useSession()
  const leave = useAct(async () => {
    await logout()
    return say(shellTexts.logout)
  })
  const isReadOnly = !may('act') && !may('enqueue')
  if (view.user === null && !isReadOnly && !view.hasLogin) return null
  return (
    <div class="who">
      {view.user !== null && <span class="cut">{view.user}</span>}
      {isReadOnly && (
        <span class="state">
          <Icon name="lock" size={12} />
          {say(shellTexts.readOnly)}
        </span>
      )}
      {view.hasLogin && (
        <Button kind="bare" isSmall onClick={() => void leave.run()}>
          {say(shellTexts.logout)}
        </Button>
      )}
    </div>
  )
}
