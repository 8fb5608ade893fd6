import { describe, expect, it } from '@jest/globals'

import { ENGLISH_ONLY } from '../src/english-only.js'
import { writtenPages } from '../src/written-pages.js'

/** Not yet in Chinese. */
const AWAITED: readonly string[] = [
  'guide/command-line.md',
  'guide/configuration.md',
  'guide/cron.md',
  'guide/dead-letters.md',
  'guide/deploying-docker.md',
  'guide/deploying-kubernetes.md',
  'guide/deploying-systemd.md',
  'guide/deploying.md',
  'guide/events.md',
  'guide/health.md',
  'guide/in-a-browser.md',
  'guide/jobs-by-hand.md',
  'guide/live-control.md',
  'guide/metrics.md',
  'guide/moving-from-amqplib.md',
  'guide/moving-from-bullmq.md',
  'guide/moving-from-python.md',
  'guide/own-result-store.md',
  'guide/redis.md',
  'guide/result-stores.md',
  'guide/results-in-mongodb.md',
  'guide/results-in-s3.md',
  'guide/testing.md',
  'guide/tracing.md',
  'guide/web-servers.md',
]

const pages = writtenPages()
const chinese = pages.filter((page) => page.startsWith('zh/')).map((page) => page.slice(3))
const english = pages.filter((page) => !page.startsWith('zh/'))

describe('both languages', () => {
  it('have the same pages, apart from what is in English only', () => {
    const wanted = english.filter(
      (page) => !ENGLISH_ONLY.some((folder) => page.startsWith(`${folder}/`)),
    )
    expect(wanted.filter((page) => !chinese.includes(page) && !AWAITED.includes(page))).toEqual([])
    expect(chinese.filter((page) => !english.includes(page))).toEqual([])
  })

  it('await no page that is not written in English', () => {
    expect(AWAITED.filter((page) => !english.includes(page))).toEqual([])
  })
})
