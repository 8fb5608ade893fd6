import { VERSION } from '#platform'

import type { SessionView } from './contract/session.js'
import { canSearch } from './look/job-search.js'
import type { Machinery } from './machinery.js'
import type { Access } from './rights/access.js'

/** Who asks, what they may do, and what there is. Whoever may do nothing learns nothing of the system. */
export function sessionView({ settings, gate }: Machinery, access: Access): SessionView {
  const { transport, resultStore, cronJobs, refreshMs } = settings
  const { user, permissions } = access
  const isKnown = permissions.length > 0
  return {
    version: VERSION,
    user: user ?? null,
    permissions,
    csrfToken: gate.csrfToken(access),
    hasLogin: gate.hasLogin,
    features: {
      jobs: isKnown && resultStore !== undefined,
      signals: isKnown && resultStore?.entries !== undefined,
      flows: isKnown && resultStore?.entries !== undefined,
      keys: isKnown && resultStore?.entries !== undefined,
      search: isKnown && canSearch(resultStore),
      durations: isKnown && resultStore?.subscribe !== undefined,
      control: isKnown && transport.capabilities.broadcast,
      alarms: isKnown,
      cron: isKnown && cronJobs.length > 0,
      // The store keeps it, where all workers see it.
      cronPause: isKnown && cronJobs.length > 0 && resultStore !== undefined,
      delay: isKnown && transport.capabilities.delay !== undefined,
    },
    pollEveryMs: refreshMs,
  }
}
