import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

import type { JobsQuery } from '../../../../src/contract/index.js'
import { useSession } from '../../server/session.js'
import { type JobPages, withPage } from './job-pages.js'

const PAGE_SIZE = '200'

/** A search as it grows. */
export interface JobSearch {
  readonly pages: JobPages | undefined
  readonly error: unknown
  readonly isAsking: boolean
  readonly more: () => void
  /** From the beginning; what is shown stays until the answer is there. */
  readonly again: () => void
}

export function useJobPages(question: JobsQuery): JobSearch {
  const { server } = useSession()
  const key = JSON.stringify(question)
  const [state, setState] = useState<{ key: string; pages?: JobPages; error?: unknown }>({ key })
  const [isAsking, setIsAsking] = useState(true)
  const asking = useRef<AbortController | undefined>(undefined)

  const ask = useCallback(
    async (before: JobPages | undefined) => {
      asking.current?.abort()
      const abort = new AbortController()
      asking.current = abort
      setIsAsking(true)
      const cursor = before?.next
      // The key is the question, as text.
      const asked = JSON.parse(key) as JobsQuery
      const query = { ...asked, limit: PAGE_SIZE, ...(cursor && { cursor }) }
      try {
        const page = await server.call('jobs', { query, signal: abort.signal })
        if (!abort.signal.aborted) setState({ key, pages: withPage(before, page) })
      } catch (error) {
        if (!abort.signal.aborted) setState({ key, ...(before && { pages: before }), error })
      } finally {
        if (!abort.signal.aborted) setIsAsking(false)
      }
    },
    [server, key],
  )
  useEffect(() => {
    void ask(undefined)
    return () => asking.current?.abort()
  }, [ask])

  const isOfKey = state.key === key
  const pages = isOfKey ? state.pages : undefined
  const more = useCallback(() => {
    if (pages && pages.next !== null && !isAsking) void ask(pages)
  }, [ask, pages, isAsking])
  const again = useCallback(() => void ask(undefined), [ask])
  return { pages, error: isOfKey ? state.error : undefined, isAsking, more, again }
}
