import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { buildLive } from '../../../src/live/build.js'
import { serveFolder } from '../serve-folder.js'

/** What runs in readers' browsers, served with pages that a test makes up. */
export interface LiveSite extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string
}

/** @param files beside those of `/live/`, by their path */
export async function serveLive(
  files: Readonly<Record<string, string>>,
  programs: readonly string[] = [],
): Promise<LiveSite> {
  const folder = await mkdtemp(join(tmpdir(), 'arq-live-'))
  await buildLive({ programs, out: join(folder, 'live') })
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const served = await serveFolder(folder)
  return {
    url: `${served.url}/`,
    async [Symbol.asyncDispose]() {
      await served.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A page with one of the elements, and nothing else. */
export const pageWith = (element: string, lang = 'en'): string => `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>arq</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root { color-scheme: light dark } body { margin: 8px }</style>
<script type="module" src="/live/live.js"></script></head>
<body><main><h1>arq</h1>${element}</main></body></html>`
