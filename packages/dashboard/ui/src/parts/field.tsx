import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** What ties an input to its label, its hint and what is wrong with it. */
export interface FieldProperties {
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
}

interface Properties {
  readonly label: string
  readonly hint?: string | undefined
  readonly problem?: string | undefined
  readonly children: (field: FieldProperties) => ComponentChildren
}

/** An input with its label above it, and below it what helps to fill it in. */
export function Field({ label, hint, problem, children }: Properties) {
  const id = useId()
  const told = problem ?? hint
  const field: FieldProperties = {
    id,
    ...(told !== undefined && { 'aria-describedby': `${id}-told` }),
    ...(problem !== undefined && { 'aria-invalid': true }),
  }
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {children(field)}
      {told !== undefined && (
        <p id={`${id}-told`} class={problem === undefined ? 'hint' : 'problem'}>
          {told}
        </p>
      )}
    </div>
  )
}
