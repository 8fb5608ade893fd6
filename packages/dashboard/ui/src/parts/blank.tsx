import type { ComponentChildren } from 'preact'

interface Properties {
  readonly title: string
  readonly children?: ComponentChildren
}

/** Stands where there is nothing: says what would be here, and how it gets here. */
export function Blank({ title, children }: Properties) {
  return (
    <div class="blank">
      <p class="blank-title">{title}</p>
      {children}
    </div>
  )
}
