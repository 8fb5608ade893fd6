import type { ComponentChildren } from 'preact'

/** What a state means to whoever looks: one of these, whatever the thing. */
export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'idle'

/** The shape differs as well as the colour, for those who do not see colours apart. */
const SHAPES = {
  good: <path d="M1.5 5.4 4 7.9 8.6 2.6" fill="none" stroke="currentColor" stroke-width="1.7" />,
  warn: <path d="M5 1 9.3 8.8H.7Z" fill="currentColor" />,
  bad: <path d="M2 2l6 6M8 2 2 8" stroke="currentColor" stroke-width="1.8" />,
  busy: <circle cx="5" cy="5" r="3.8" fill="currentColor" />,
  idle: <circle cx="5" cy="5" r="3.2" fill="none" stroke="currentColor" stroke-width="1.4" />,
} as const

interface Properties {
  readonly tone: Tone
  readonly children: ComponentChildren
}

/** A state in words, with its mark before them. */
export function StateMark({ tone, children }: Properties) {
  return (
    <span class={`state is-${tone}`}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        {SHAPES[tone]}
      </svg>
      {children}
    </span>
  )
}
