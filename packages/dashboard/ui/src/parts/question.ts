import type { ComponentChildren } from 'preact'

/** What the reader is asked before it is done. */
export interface Question {
  readonly title: string
  readonly body: ComponentChildren
  /** Has to be typed to confirm: for what cannot be taken back and hits much. */
  readonly typed?: string
  readonly isDanger?: boolean
}
