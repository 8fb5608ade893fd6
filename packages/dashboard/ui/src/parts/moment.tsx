import { useLanguage } from '../language/use-language.js'
import { useNow } from './use-now.js'

/** A moment as a distance from now, which goes on; all of it in its title. */
export function Distance({ at }: { readonly at: string | null | undefined }) {
  const { distance, fullMoment } = useLanguage()
  const now = useNow()
  if (!at) return <span class="quiet">–</span>
  const moment = new Date(at)
  return (
    <time dateTime={at} title={fullMoment(moment)}>
      {distance(moment.getTime() - now)}
    </time>
  )
}

/** How long something has been going on. */
export function Since({ at }: { readonly at: string }) {
  const { duration, fullMoment } = useLanguage()
  const now = useNow()
  const moment = new Date(at)
  return (
    <time dateTime={at} title={fullMoment(moment)}>
      {duration(Math.max(now - moment.getTime(), 0))}
    </time>
  )
}

/** A moment by the clock. */
export function Moment({ at }: { readonly at: string | null | undefined }) {
  const { moment, fullMoment } = useLanguage()
  if (!at) return <span class="quiet">–</span>
  return (
    <time dateTime={at} title={fullMoment(new Date(at))}>
      {moment(new Date(at))}
    </time>
  )
}
