import { LanguageProvider } from './language/use-language.js'
import { CronPage } from './pages/cron/cron-page.js'
import { DeadPage } from './pages/dead/dead-page.js'
import { EnqueuePage } from './pages/enqueue/enqueue-page.js'
import { JobPage } from './pages/job/job-page.js'
import { JobsPage } from './pages/jobs/jobs-page.js'
import { KeysPage } from './pages/keys/keys-page.js'
import { OverviewPage } from './pages/overview/overview-page.js'
import { QueuesPage } from './pages/queues/queues-page.js'
import { UnknownPage } from './pages/unknown-page.js'
import { WorkersPage } from './pages/workers/workers-page.js'
import { Failure } from './parts/failure.js'
import { Loading } from './parts/loading.js'
import { NoticesProvider } from './parts/notices.js'
import type { Route } from './router/route.js'
import { useRoute } from './router/use-route.js'
import { LiveProvider } from './server/live.js'
import { SessionProvider, useSession } from './server/session.js'
import { Login } from './shell/login.js'
import { Shell } from './shell/shell.js'
import { ThemeProvider } from './shell/theme.js'

export function App() {
  return (
    <ThemeProvider>
      <LanguageProvider>
        <NoticesProvider>
          <SessionProvider
            waiting={
              <main class="alone">
                <Loading />
              </main>
            }
            failed={(error, again) => (
              <main class="alone">
                <Failure error={error} onAgain={again} />
              </main>
            )}
          >
            <Inside />
          </SessionProvider>
        </NoticesProvider>
      </LanguageProvider>
    </ThemeProvider>
  )
}

function Inside() {
  const { may } = useSession()
  const route = useRoute()
  if (!may('view')) return <Login />
  return (
    <LiveProvider>
      <Shell current={route.page}>
        <PageOf route={route} />
      </Shell>
    </LiveProvider>
  )
}

function PageOf({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'overview':
      return <OverviewPage />
    case 'jobs':
      return <JobsPage query={route.query} />
    case 'job':
      return <JobPage key={route.id} jobId={route.id} />
    case 'enqueue':
      return <EnqueuePage key={JSON.stringify(route.query)} query={route.query} />
    case 'dead':
      return <DeadPage query={route.query} />
    case 'cron':
      return <CronPage />
    case 'keys':
      return <KeysPage />
    case 'queues':
      return <QueuesPage />
    case 'workers':
      return <WorkersPage />
    case 'unknown':
      return <UnknownPage />
  }
}
