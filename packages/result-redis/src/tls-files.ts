import { readFileSync } from 'node:fs'

import { type Text, toError } from '@arq/core'

import { texts } from './texts.js'

/** PEM texts that a URL names by the paths of their files. */
export interface TlsFiles {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** As redis-py calls them in its URLs. */
const KEYS = { ssl_ca_certs: 'ca', ssl_certfile: 'cert', ssl_keyfile: 'key' } as const

export const TLS_FILE_KEYS: readonly string[] = Object.keys(KEYS)

/** @param wrong makes the error for a file that cannot be read */
export function readTlsFiles(query: URLSearchParams, wrong: (text: Text) => Error): TlsFiles {
  const files: Partial<Record<keyof TlsFiles, string>> = {}
  for (const [key, name] of Object.entries(KEYS)) {
    const path = query.get(key)
    if (path === null) continue
    try {
      files[name] = readFileSync(path, 'utf8')
    } catch (error) {
      throw wrong(texts.fileUnreadable({ key, reason: toError(error).message }))
    }
  }
  return files
}
