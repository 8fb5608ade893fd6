import { describe, expect, it } from '@jest/globals'

import { formatRoute, parseRoute, type Route } from '../../ui/src/router/route.js'
import { routeUrl } from '../../ui/src/server/route-url.js'

const ROUTES: readonly Route[] = [
  { page: 'overview' },
  { page: 'jobs', query: {} },
  { page: 'jobs', query: { q: '"to":"a@b.c" & more', status: 'failed' } },
  { page: 'job', id: 'welcome:42/a?b#c %20 邮件' },
  { page: 'enqueue', query: { from: 'a b' } },
  { page: 'dead', query: { queue: 'default.dlq', group: 'a3f29c01' } },
  { page: 'cron' },
  { page: 'queues' },
  { page: 'workers' },
]

describe('the address of a page', () => {
  it.each(ROUTES)('leads back to %j', (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route)
  })

  it('is told when there is no such page', () => {
    expect(parseRoute('#/nowhere/at/all').page).toBe('unknown')
    expect(parseRoute('#/cron/more').page).toBe('unknown')
  })

  it('may be empty, or badly encoded', () => {
    expect(parseRoute('')).toEqual({ page: 'overview' })
    expect(parseRoute('#/jobs/100%')).toEqual({ page: 'job', id: '100%' })
    expect(parseRoute('#/jobs/')).toEqual({ page: 'jobs', query: {} })
  })

  it('leaves out what is as usual', () => {
    expect(formatRoute({ page: 'jobs', query: { q: '', status: '' } })).toBe('#/jobs')
  })
})

describe('the address of a request', () => {
  it('is relative, so that it holds wherever the dashboard is mounted', () => {
    expect(routeUrl('overview')).toBe('api/overview')
  })

  it('keeps what an id or a name is made of', () => {
    const url = routeUrl('deadLetter', { params: { queue: 'a/b', jobId: 'x:1?#' } })
    expect(url).toBe('api/dead-letters/a%2Fb/x%3A1%3F%23')
  })

  it('leaves out what was not given', () => {
    expect(routeUrl('jobs', { query: { task: 'a', queue: undefined, id: '' } })).toBe(
      'api/jobs?task=a',
    )
  })
})
