import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

/** What became of a question: the answer stays while it is asked anew, so that the page does not flicker. */
export interface Answer<T> {
  readonly value: T | undefined
  readonly error: unknown
  readonly isAsking: boolean
  readonly again: () => void
}

/** Asks when `key` changes, and again on demand. An answer that comes too late for its key is dropped. */
export function useAnswer<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ key: string; value?: T; error?: unknown }>({ key: '' })
  const [isAsking, setIsAsking] = useState(true)
  const [round, setRound] = useState(0)
  const latest = useRef(ask)
  latest.current = ask

  useEffect(() => {
    const abort = new AbortController()
    setIsAsking(true)
    latest.current(abort.signal).then(
      (value) => {
        if (abort.signal.aborted) return
        setState({ key, value })
        setIsAsking(false)
      },
      (error: unknown) => {
        if (abort.signal.aborted) return
        setState((last) => (last.key === key ? { ...last, error } : { key, error }))
        setIsAsking(false)
      },
    )
    return () => abort.abort()
  }, [key, round])

  const again = useCallback(() => setRound((last) => last + 1), [])
  const isOfKey = state.key === key
  return {
    value: isOfKey ? state.value : undefined,
    error: isOfKey ? state.error : undefined,
    isAsking,
    again,
  }
}
