import { useCallback } from 'preact/hooks'

import { useLanguage } from '../language/use-language.js'
import { RequestFailed } from '../server/request-failed.js'
import { partTexts } from './texts.js'

/** Why something failed, in words for the reader. */
export function useReason(): (error: unknown) => string {
  const { say } = useLanguage()
  return useCallback(
    (error) => {
      if (error instanceof RequestFailed && error.code === 'unreachable') {
        return say(partTexts.unreachable)
      }
      return error instanceof Error && error.message !== '' ? error.message : String(error)
    },
    [say],
  )
}
