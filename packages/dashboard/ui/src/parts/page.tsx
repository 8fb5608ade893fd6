import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface Properties {
  readonly title: string
  /** Of the browser's tab, where the page's own title says too little there. */
  readonly tabTitle?: string
  readonly heading?: ComponentChildren
  readonly lead?: ComponentChildren
  readonly acts?: ComponentChildren
  readonly children: ComponentChildren
}

/** One page: its title takes the focus when it opens, so that a screen reader tells where one is. */
export function Page({ title, tabTitle, heading, lead, acts, children }: Properties) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    scrollTo(0, 0)
    // Not on the first page of a visit: there the reader begins at the top.
    if (document.body.dataset['visited']) head.current?.focus({ preventScroll: true })
    document.body.dataset['visited'] = 'yes'
  }, [])
  useEffect(() => {
    document.title = `${tabTitle ?? title} · arq`
  }, [title, tabTitle])
  return (
    <div class="page">
      <div class="page-head">
        <div class="titles">
          <h1 ref={head} tabIndex={-1}>
            {heading ?? title}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {acts && <div class="acts">{acts}</div>}
      </div>
      {children}
    </div>
  )
}
