import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { PageFiles } from '../src/static/page-files.js'

const SCRIPT = `console.log("${'arq '.repeat(200)}")`

let folder: string
let files: PageFiles
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arq-page-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>arq</title>')
  await writeFile(join(folder, 'assets', 'app-3f9a1c7e.js'), SCRIPT)
  await writeFile(join(folder, 'assets', 'app-3f9a1c7e.js.map'), '{}')
  await writeFile(join(folder, '..', 'outside.html'), 'secret')
  files = new PageFiles(folder)
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await rm(join(folder, '..', 'outside.html'))
})

const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  files.answer(path, new Request(`http://arq.test/${path}`, { headers }))

describe('the files of the page', () => {
  it('are kept for good when their name has a hash, and asked for again else', async () => {
    const page = await ask('')
    expect(page?.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page?.headers.get('cache-control')).toBe('no-cache')
    expect(page?.headers.get('content-security-policy')).toContain("script-src 'self'")
    const script = await ask('assets/app-3f9a1c7e.js')
    expect(script?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(await script?.text()).toBe(SCRIPT)
  })

  it('are not sent again to who has them', async () => {
    const tag = (await ask(''))?.headers.get('etag') ?? ''
    const again = await ask('', { 'if-none-match': tag })
    expect([again?.status, await again?.text()]).toEqual([304, ''])
    expect((await ask('', { 'if-none-match': '"other"' }))?.status).toBe(200)
  })

  it('are compressed for who can read that', async () => {
    const script = await ask('assets/app-3f9a1c7e.js', { 'accept-encoding': 'gzip, br' })
    expect(script?.headers.get('content-encoding')).toBe('gzip')
    const bytes = Buffer.from(await script!.arrayBuffer())
    expect(gunzipSync(bytes).toString()).toBe(SCRIPT)
    expect(script?.headers.get('content-length')).toBe(String(bytes.byteLength))
  })

  it('are those of the page alone', async () => {
    for (const path of [
      '../outside.html',
      'assets/../../outside.html',
      'assets',
      'assets/app-3f9a1c7e.js.map',
      'nothing.js',
    ]) {
      expect([path, await ask(path)]).toEqual([path, undefined])
    }
  })

  it('may be absent: the API goes on without them', async () => {
    const none = new PageFiles(join(folder, 'nowhere'))
    expect(await none.answer('', new Request('http://arq.test/'))).toBeUndefined()
  })
})
