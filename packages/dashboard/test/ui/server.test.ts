import { describe, expect, it } from '@jest/globals'

import { CSRF_HEADER } from '../../src/contract/index.js'
import { RequestFailed } from '../../ui/src/server/request-failed.js'
import { Server } from '../../ui/src/server/server.js'

interface Sent {
  readonly url: string
  readonly init: RequestInit
}

function setup(...answers: (readonly [number, unknown] | Error)[]) {
  const sent: Sent[] = []
  const server = new Server((url, init) => {
    sent.push({ url, init })
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) {
      return Promise.reject(answer ?? new Error('nobody expected this'))
    }
    return Promise.resolve(new Response(JSON.stringify(answer[1]), { status: answer[0] }))
  })
  const headerOf = (index: number) =>
    new Headers(sent[index]?.init.headers).get(CSRF_HEADER) ?? undefined
  return { server, sent, headerOf }
}

const refusal = (code: string, message = 'no') => ({ error: { code, message, retryable: false } })

describe('the server as the page speaks to it', () => {
  it('carries the token of the session with each act, and with no question', async () => {
    const { server, headerOf } = setup(
      [200, { csrfToken: 'one' }],
      [200, {}],
      [200, { jobId: 'a', isAborted: true }],
    )
    await server.session()
    await server.call('overview')
    await server.call('abortJob', { params: { jobId: 'a' } })
    expect([headerOf(0), headerOf(1), headerOf(2)]).toEqual([undefined, undefined, 'one'])
  })

  it('asks for the session once more when its token is old, and acts again', async () => {
    const { server, sent, headerOf } = setup(
      [403, refusal('csrf')],
      [200, { csrfToken: 'two' }],
      [200, { jobId: 'a', isDeleted: true }],
    )
    const answer = await server.call('deleteJob', { params: { jobId: 'a' } })
    expect(answer).toEqual({ jobId: 'a', isDeleted: true })
    expect(sent.map(({ init }) => init.method)).toEqual(['DELETE', 'GET', 'DELETE'])
    expect(headerOf(2)).toBe('two')
  })

  it('does not ask for ever', async () => {
    const { server, sent } = setup(
      [403, refusal('csrf')],
      [200, { csrfToken: 'two' }],
      [403, refusal('csrf')],
    )
    await expect(server.call('logout')).rejects.toMatchObject({ code: 'csrf' })
    expect(sent).toHaveLength(3)
  })

  it('tells when nobody is logged in any more', async () => {
    const { server } = setup([401, refusal('unauthenticated')])
    let isStranger = false
    server.onStranger = () => {
      isStranger = true
    }
    await expect(server.call('overview')).rejects.toBeInstanceOf(RequestFailed)
    expect(isStranger).toBe(true)
  })

  it('gives the words of the server, in the language of the reader', async () => {
    const { server, sent } = setup([404, refusal('ARQ_JOB_NOT_FOUND', '没有此任务')])
    server.language = 'zh-CN'
    const asked = server.call('job', { params: { jobId: 'a' } })
    await expect(asked).rejects.toMatchObject({ code: 'ARQ_JOB_NOT_FOUND', message: '没有此任务' })
    expect(sent[0]?.url).toBe('api/jobs/a?lang=zh-CN')
  })

  it('knows a server that does not answer from one that refuses', async () => {
    const { server } = setup(new TypeError('fetch failed'), [502, '<html>'])
    await expect(server.call('overview')).rejects.toMatchObject({ code: 'unreachable' })
    await expect(server.call('overview')).rejects.toMatchObject({ code: 'http_502' })
  })
})
