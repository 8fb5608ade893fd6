import { type ComponentChildren, createContext } from 'preact'
import { useCallback, useContext, useRef, useState } from 'preact/hooks'

import { useLanguage } from '../language/use-language.js'
import { Button } from './button.js'
import { StateMark } from './state-mark.js'
import { partTexts } from './texts.js'

interface Notice {
  readonly id: number
  readonly text: string
  readonly isBad: boolean
}

/** Tells the reader what became of an act: seen for a while, and read out by a screen reader. */
export type Tell = (text: string, isBad?: boolean) => void

// A failure stays until it is dismissed: it may be read late.
const SEEN_FOR_MS = 6_000

const TellContext = createContext<Tell | undefined>(undefined)

export function NoticesProvider({ children }: { readonly children: ComponentChildren }) {
  const { say } = useLanguage()
  const [notices, setNotices] = useState<readonly Notice[]>([])
  const nextId = useRef(0)
  const drop = useCallback(
    (id: number) => setNotices((last) => last.filter((notice) => notice.id !== id)),
    [],
  )
  const tell = useCallback<Tell>(
    (text, isBad = false) => {
      const id = nextId.current++
      setNotices((last) => [...last.slice(-2), { id, text, isBad }])
      if (!isBad) setTimeout(() => drop(id), SEEN_FOR_MS)
    },
    [drop],
  )
  return (
    <TellContext.Provider value={tell}>
      {children}
      <div class="notices" role="log" aria-live="polite">
        {notices.map(({ id, text, isBad }) => (
          <div key={id} class={`notice ${isBad ? 'is-bad' : ''}`}>
            <StateMark tone={isBad ? 'bad' : 'good'}>
              <span class="notice-text">{text}</span>
            </StateMark>
            <Button
              kind="bare"
              isSmall
              icon="close"
              label={say(partTexts.dismiss)}
              onClick={() => drop(id)}
            />
          </div>
        ))}
      </div>
    </TellContext.Provider>
  )
}

export function useTell(): Tell {
  const tell = useContext(TellContext)
  if (!tell) throw new Error('useTell outside NoticesProvider')
  return tell
}
