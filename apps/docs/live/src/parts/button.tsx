import type { ComponentChildren } from 'preact'

interface Properties {
  readonly children: ComponentChildren
  readonly onPress: () => unknown
  /** What a screen reader says, where the words alone are not enough. */
  readonly label?: string
  readonly hint?: string
  readonly look?: 'plain' | 'main' | 'bad'
  readonly isOff?: boolean
}

export function Button({ children, onPress, label, hint, look = 'plain', isOff }: Properties) {
  return (
    <button
      type="button"
      class={`button ${look}`}
      aria-label={label}
      title={hint}
      disabled={isOff === true}
      onClick={() => void onPress()}
    >
      {children}
    </button>
  )
}
