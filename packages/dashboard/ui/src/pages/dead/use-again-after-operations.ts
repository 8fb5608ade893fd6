import { useEffect, useRef } from 'preact/hooks'

import { useLive } from '../../server/live.js'

/** The groups are read anew when a redrive or a purge ends: what it took is not here any more. */
export function useAgainAfterOperations(again: () => void): void {
  const { operations } = useLive()
  const running = operations.filter(({ state }) => state === 'running').length
  const before = useRef(running)
  useEffect(() => {
    if (running < before.current) again()
    before.current = running
  }, [running, again])
}
