import { useCallback, useState } from 'preact/hooks'

import { useLanguage } from '../language/use-language.js'
import { useTell } from './notices.js'
import { partTexts } from './texts.js'
import { useReason } from './use-reason.js'

/** Something that the reader does. */
export interface Act {
  readonly isRunning: boolean
  /** Resolves when it is done, or has failed and the reader was told why. */
  readonly run: () => Promise<boolean>
}

/**
 * Runs an act once at a time.
 * @param perform gives what the reader is told when it is done
 */
export function useAct(perform: () => Promise<string>): Act {
  const { say } = useLanguage()
  const tell = useTell()
  const reason = useReason()
  const [isRunning, setIsRunning] = useState(false)
  const run = useCallback(async () => {
    setIsRunning(true)
    try {
      tell(await perform())
      return true
    } catch (error) {
      tell(say(partTexts.notDone, { reason: reason(error) }), true)
      return false
    } finally {
      setIsRunning(false)
    }
  }, [perform, tell, say, reason])
  return { isRunning, run }
}
