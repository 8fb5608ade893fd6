import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'

import { useLanguage } from '../language/use-language.js'
import { Button } from './button.js'
import { partTexts } from './texts.js'

interface Properties {
  readonly title: string
  readonly onClose: () => void
  readonly isWide?: boolean
  readonly children: ComponentChildren
  /** The buttons at its foot. */
  readonly acts?: ComponentChildren
  /** The dialog is a form: Enter sends it. */
  readonly onSubmit?: () => void
}

/** The browser's own dialog: it keeps the focus inside, closes on Escape, and gives the focus back. */
export function Dialog({ title, onClose, isWide, children, acts, onSubmit }: Properties) {
  const { say } = useLanguage()
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useLayoutEffect(() => {
    const dialog = ref.current
    if (dialog && !dialog.open) dialog.showModal()
    return () => dialog?.close()
  }, [])
  const inside = (
    <>
      <div class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button kind="bare" isSmall icon="close" label={say(partTexts.close)} onClick={onClose} />
      </div>
      <div class="dialog-body">{children}</div>
      {acts && <div class="dialog-acts">{acts}</div>}
    </>
  )
  return (
    <dialog
      ref={ref}
      class={`dialog ${isWide ? 'is-wide' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose()
      }}
    >
      {onSubmit ? (
        <form
          class="dialog-inside"
          onSubmit={(event) => {
            event.preventDefault()
            onSubmit()
          }}
        >
          {inside}
        </form>
      ) : (
        <div class="dialog-inside">{inside}</div>
      )}
    </dialog>
  )
}
