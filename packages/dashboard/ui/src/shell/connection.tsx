import { useEffect, useRef } from 'preact/hooks'

import { useLanguage } from '../language/use-language.js'
import { Button } from '../parts/button.js'
import { useTell } from '../parts/notices.js'
import { useLive } from '../server/live.js'
import { useSession } from '../server/session.js'
import { shellTexts } from './texts.js'

/** How the news come, in one word. */
export function ConnectionMark() {
  const { say, duration } = useLanguage()
  const { connection } = useLive()
  const { view } = useSession()
  return (
    <span class="live" data-state={connection}>
      <span class="live-text">
        {say(shellTexts[connection], { every: duration(view.pollEveryMs) })}
      </span>
    </span>
  )
}

/** Says that the connection is lost, at the top of every page, and that it has come back. */
export function LostBanner() {
  const { say, moment } = useLanguage()
  const { connection, heardAt, tryNow } = useLive()
  const tell = useTell()
  const wasLost = useRef(false)
  const isLost = connection === 'lost'
  useEffect(() => {
    if (wasLost.current && !isLost) tell(say(shellTexts.backAgain))
    wasLost.current = isLost
  }, [isLost, tell, say])
  return (
    <div class="banner" role="alert">
      {isLost && (
        <>
          <span>
            {heardAt
              ? say(shellTexts.lostBanner, { time: moment(heardAt) })
              : say(shellTexts.lostAtOnce)}
          </span>
          <Button kind="bare" isSmall icon="retry" onClick={tryNow}>
            {say(shellTexts.tryNow)}
          </Button>
        </>
      )}
    </div>
  )
}
