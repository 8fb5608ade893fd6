import { useEffect, useRef } from 'preact/hooks'

import { useLanguage } from '../../language/use-language.js'
import { Blank } from '../../parts/blank.js'
import { Button } from '../../parts/button.js'
import { Icon } from '../../parts/icon.js'
import { Link } from '../../parts/link.js'
import { Page } from '../../parts/page.js'
import { partTexts } from '../../parts/texts.js'
import type { Query } from '../../router/route.js'
import { replaceRoute } from '../../router/use-route.js'
import { useLive } from '../../server/live.js'
import { useSession } from '../../server/session.js'
import { FindById } from './find-by-id.js'
import { addressOf, filterOf, type JobFilter, questionOf } from './job-filter.js'
import { JobList } from './job-list.js'
import { comesByItself } from './job-pages.js'
import { JobSearchForm } from './job-search-form.js'
import { jobsTexts } from './texts.js'
import { useJobPages } from './use-job-pages.js'

/** Every job that the store keeps, searched. */
export function JobsPage({ query }: { readonly query: Query }) {
  const { say } = useLanguage()
  const { features, may } = useSession()
  return (
    <Page
      title={say(jobsTexts.title)}
      acts={
        may('enqueue') && (
          <Link class="button is-main" to={{ page: 'enqueue', query: {} }}>
            <Icon name="plus" size={14} />
            {say(jobsTexts.enqueue)}
          </Link>
        )
      }
    >
      {!features.jobs && (
        <Blank title={say(jobsTexts.noStoreTitle)}>
          <p class="quiet">{say(jobsTexts.noStoreLead)}</p>
        </Blank>
      )}
      {features.jobs && !features.search && <FindById />}
      {features.jobs && features.search && <Search query={query} />}
    </Page>
  )
}

function Search({ query }: { readonly query: Query }) {
  const { say } = useLanguage()
  const filter = filterOf(query)
  const search = useJobPages(questionOf(filter))
  useFreshPages(search)
  const change = (part: Partial<JobFilter>) =>
    replaceRoute({ page: 'jobs', query: addressOf({ ...filter, ...part }) })
  return (
    <>
      <div class="search-row">
        <JobSearchForm filter={filter} onChange={change} />
        <Button
          icon="retry"
          kind="bare"
          label={say(partTexts.refresh)}
          isDisabled={search.isAsking}
          onClick={search.again}
        />
      </div>
      <JobList filter={filter} search={search} />
    </>
  )
}

/** While one looks at the beginning of a cheap list, it is kept fresh: as often as the overview comes, at most. */
function useFreshPages({ pages, again, isAsking }: ReturnType<typeof useJobPages>): void {
  const { overview } = useLive()
  const seen = useRef(overview?.at)
  useEffect(() => {
    if (overview?.at === seen.current || !pages || isAsking) return
    seen.current = overview?.at
    const isCheap = pages.search.scan === null || (comesByItself(pages) && pages.jobs.length <= 200)
    if (isCheap && pages.jobs.length <= 200 && scrollY < 80 && !document.hidden) again()
  }, [overview?.at, pages, again, isAsking])
}
