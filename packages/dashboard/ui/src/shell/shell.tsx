import type { ComponentChildren } from 'preact'

import { useLanguage } from '../language/use-language.js'
import { Link } from '../parts/link.js'
import type { Route } from '../router/route.js'
import { Brand } from './brand.js'
import { ConnectionMark, LostBanner } from './connection.js'
import { Nav } from './nav.js'
import { Switches } from './switches.js'
import { shellTexts } from './texts.js'
import { Who } from './who.js'

interface Properties {
  readonly current: Route['page']
  readonly children: ComponentChildren
}

/** What stands around every page. */
export function Shell({ current, children }: Properties) {
  const { say } = useLanguage()
  const skip = () => document.querySelector<HTMLElement>('main h1')?.focus()
  return (
    <>
      <LostBanner />
      <div class="shell">
        <header class="sidebar">
          <button type="button" class="button skip" onClick={skip}>
            {say(shellTexts.skip)}
          </button>
          <Link to={{ page: 'overview' }} class="brand">
            <Brand />
          </Link>
          <Nav current={current} />
          <div class="sidebar-foot">
            <ConnectionMark />
            <Who />
            <Switches />
          </div>
        </header>
        <main class="main">{children}</main>
      </div>
    </>
  )
}
