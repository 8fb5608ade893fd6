import { type Health, type HealthProblem, type Language, renderText } from '@arq/core'

import { endpointTexts } from './texts.js'
import type { WorkerStatus } from './worker-status.js'

/** An answer to a request, before it is sent. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

const PATHS = ['/livez', '/readyz', '/health', '/metrics']

export const plainText = (status: number, body: string): Answer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${body}\n`,
})

/** `/livez`: that it is given at all says that the event loop turns. */
export const alive = (): Answer => plainText(200, 'alive')

/** `/readyz`: a degraded worker runs jobs, so it is ready; the lines below say what it lacks. */
export function readiness(health: Health, language: Language): Answer {
  const problems = health.problems.map((problem) => problemLine(problem, language))
  return plainText(statusOf(health), [health.status, ...problems].join('\n'))
}

/** `/health`: all of it, as JSON. */
export function report({ health, ...rest }: WorkerStatus, language: Language): Answer {
  const problems = health.problems.map(({ code, text, since, isFatal }) => ({
    code,
    text: renderText(text, language),
    since,
    isFatal,
  }))
  const body = JSON.stringify({ status: health.status, problems, ...rest })
  return { status: statusOf(health), contentType: 'application/json; charset=utf-8', body }
}

export const noMetrics = (language: Language): Answer =>
  plainText(404, renderText(endpointTexts.noMetrics(), language))

export const noSuchPath = (language: Language): Answer =>
  plainText(404, renderText(endpointTexts.noSuchPath({ paths: PATHS.join(', ') }), language))

export const onlyRead = (language: Language): Answer =>
  plainText(405, renderText(endpointTexts.onlyRead(), language))

const statusOf = ({ status }: Health): number => (status === 'not_ready' ? 503 : 200)

const problemLine = ({ code, text, since }: HealthProblem, language: Language): string =>
  `${code} ${since.toISOString()} ${renderText(text, language)}`
