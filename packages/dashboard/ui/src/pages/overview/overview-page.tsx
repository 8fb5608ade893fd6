import { shortCount } from '../../language/numbers.js'
import { useLanguage } from '../../language/use-language.js'
import { Loading } from '../../parts/loading.js'
import { Page } from '../../parts/page.js'
import { Trouble } from '../../parts/trouble.js'
import { useLive } from '../../server/live.js'
import { sumsOf } from '../../shell/sum.js'
import { Activity } from './activity.js'
import { Alarms } from './alarms.js'
import { Charts } from './charts.js'
import { Figures } from './figures.js'
import { QueueList } from './queue-list.js'
import { Surroundings } from './surroundings.js'
import { overviewTexts } from './texts.js'
import { WorkerList } from './worker-list.js'

/** What is going on, and what is wrong: the first page. */
export function OverviewPage() {
  const { say } = useLanguage()
  const { overview } = useLive()
  const title = say(overviewTexts.title)
  const dead = overview ? sumsOf(overview).dead : 0
  const tabTitle = dead > 0 ? `(${shortCount(dead)}) ${title}` : title
  return (
    <Page title={title} tabTitle={tabTitle} acts={overview && <Surroundings overview={overview} />}>
      <Trouble topic="overview" />
      {overview ? (
        <>
          <Figures overview={overview} />
          <Alarms />
          <Charts />
          <div class="columns">
            <QueueList overview={overview} />
            <WorkerList overview={overview} />
          </div>
          <Activity />
        </>
      ) : (
        <Loading />
      )}
    </Page>
  )
}
