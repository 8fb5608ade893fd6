import type { ComponentChildren } from 'preact'

interface Properties {
  readonly title: string
  /** The name of the thing as it is written in code. */
  readonly mark?: string
  readonly count?: number
  /** For styles and tests. */
  readonly name: string
  readonly children: ComponentChildren
}

export function Card({ title, mark, count, name, children }: Properties) {
  return (
    <section class={`card ${name}`} data-part={name} aria-label={title}>
      <h3>
        {title}
        {mark !== undefined && <code>{mark}</code>}
        {count !== undefined && count > 0 && <span class="count">{count}</span>}
      </h3>
      {children}
    </section>
  )
}
