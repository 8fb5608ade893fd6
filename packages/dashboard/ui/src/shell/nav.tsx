import { shortCount } from '../language/numbers.js'
import type { Text } from '../language/text.js'
import { useLanguage } from '../language/use-language.js'
import { Icon, type IconName } from '../parts/icon.js'
import { Link } from '../parts/link.js'
import { useMedia } from '../parts/use-media.js'
import type { Route } from '../router/route.js'
import { useLive } from '../server/live.js'
import { sumsOf } from './sum.js'
import { shellTexts } from './texts.js'

interface Item {
  readonly to: Route
  readonly icon: IconName
  readonly text: Text
  /** Where there is little room. */
  readonly short?: Text
  /** Pages that belong to it. */
  readonly pages: readonly Route['page'][]
}

const ITEMS: readonly Item[] = [
  { to: { page: 'overview' }, icon: 'overview', text: shellTexts.overview, pages: ['overview'] },
  {
    to: { page: 'jobs', query: {} },
    icon: 'jobs',
    text: shellTexts.jobs,
    pages: ['jobs', 'job', 'enqueue'],
  },
  {
    to: { page: 'dead', query: {} },
    icon: 'dead',
    text: shellTexts.dead,
    short: shellTexts.deadShort,
    pages: ['dead'],
  },
  { to: { page: 'cron' }, icon: 'cron', text: shellTexts.cron, pages: ['cron'] },
  { to: { page: 'keys' }, icon: 'keys', text: shellTexts.keys, pages: ['keys'] },
  { to: { page: 'queues' }, icon: 'queues', text: shellTexts.queues, pages: ['queues'] },
  { to: { page: 'workers' }, icon: 'workers', text: shellTexts.workers, pages: ['workers'] },
]

/** The way between the pages: beside them on a desk, below them in a hand. */
export function Nav({ current }: { readonly current: Route['page'] }) {
  const { say } = useLanguage()
  const { overview } = useLive()
  const isNarrow = useMedia('(max-width: 56rem)')
  const sums = overview && sumsOf(overview)
  const countOf = ({ to }: Item) => {
    if (!sums) return undefined
    if (to.page === 'dead') return sums.dead
    return to.page === 'workers' ? overview.workers.length : undefined
  }
  return (
    <nav class="nav" aria-label={say(shellTexts.pages)}>
      {ITEMS.map((item) => {
        const count = countOf(item)
        const isBad = item.to.page === 'dead' && (count ?? 0) > 0
        return (
          <Link key={item.to.page} to={item.to} isCurrent={item.pages.includes(current)}>
            <Icon name={item.icon} />
            <span class="cut">{say(isNarrow ? (item.short ?? item.text) : item.text)}</span>
            {count !== undefined && (
              <span class={`count ${isBad ? 'is-bad' : ''}`}>{shortCount(count)}</span>
            )}
          </Link>
        )
      })}
    </nav>
  )
}
