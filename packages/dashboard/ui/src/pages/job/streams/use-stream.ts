import { useEffect, useRef, useState } from 'preact/hooks'

import { useHost } from '../../../host/host.js'
import { useLanguage } from '../../../language/use-language.js'
import { routeUrl } from '../../../server/route-url.js'
import { NO_ITEMS, type ShownItems, withItems } from './shown-items.js'
import { type ReaderState, StreamReader } from './stream-reader.js'

interface ReadStream {
  readonly shown: ShownItems
  readonly state: ReaderState
  /** Why it cannot be read. */
  readonly problem: string | undefined
  readonly pause: () => void
  readonly goOn: () => void
}

/** A stream of a job as it is written. */
export function useStream(jobId: string, stream: string): ReadStream {
  const host = useHost()
  const { language } = useLanguage()
  const [shown, setShown] = useState(NO_ITEMS)
  const [{ state, problem }, setState] = useState<{ state: ReaderState; problem?: string }>({
    state: 'opening',
  })
  const reader = useRef<StreamReader | undefined>(undefined)
  useEffect(() => {
    setShown(NO_ITEMS)
    const addressOf = (after: string | undefined): string =>
      routeUrl('stream', { params: { jobId, stream }, query: { after, lang: language } })
    reader.current = new StreamReader({
      open: (after, listener) => host.openStream(addressOf(after), listener),
      onItems: (items) => setShown((last) => withItems(last, items)),
      onState: (next, message) =>
        setState({ state: next, ...(message !== undefined && { problem: message }) }),
    })
    return () => reader.current?.close()
  }, [host, language, jobId, stream])
  return {
    ...{ shown, state, problem },
    pause: () => reader.current?.pause(),
    goOn: () => reader.current?.goOn(),
  }
}
