import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Properties {
  readonly title: string
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}

/** A part of a page with its title. */
export function Section({ title, aside, children }: Properties) {
  const id = useId()
  return (
    <section class="section" aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {aside && <div class="aside">{aside}</div>}
      </div>
      {children}
    </section>
  )
}
