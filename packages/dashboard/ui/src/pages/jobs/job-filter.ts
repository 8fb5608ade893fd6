import type { JobsQuery } from '../../../../src/contract/index.js'
import type { Query } from '../../router/route.js'

/** Where the searched text is looked for. */
export const SEARCH_PLACES = ['payload', 'error', 'id'] as const

type SearchPlace = (typeof SEARCH_PLACES)[number]

/** What the page is asked for, as its address says it. */
export interface JobFilter {
  readonly text: string
  readonly place: SearchPlace
  readonly status: string
  readonly task: string
  readonly queue: string
  /** So long ago, `1h`; empty: any time. */
  readonly since: string
}

export function filterOf(query: Query): JobFilter {
  const place = SEARCH_PLACES.find((known) => known === query['in']) ?? 'payload'
  return {
    text: query['q'] ?? '',
    place,
    status: query['status'] ?? '',
    task: query['task'] ?? '',
    queue: query['queue'] ?? '',
    since: query['since'] ?? '',
  }
}

/** Back to the address: what is as usual is left out. */
export function addressOf({ text, place, status, task, queue, since }: JobFilter): Query {
  return { q: text, in: place === 'payload' ? '' : place, status, task, queue, since }
}

export function isFiltered({ text, status, task, queue, since }: JobFilter): boolean {
  return [text, status, task, queue, since].some((part) => part !== '')
}

/** What the server is asked. */
export function questionOf(filter: JobFilter): JobsQuery {
  const { text, place, status, task, queue, since } = filter
  return {
    ...(text.trim() !== '' && { [place]: text.trim() }),
    ...(status !== '' && { status }),
    ...(task.trim() !== '' && { task: task.trim() }),
    ...(queue !== '' && { queue }),
    ...(since !== '' && { since }),
  }
}
