import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { heartbeat } from './heartbeat.js'

const DEBIAN = 'http://deb.debian.org/debian'

/** Where packages of other Debian releases come from. */
export const debianMirror = () => process.env['ARQ_DEBIAN_MIRROR'] || DEBIAN

/**
 * Runs a script of this folder that gets a program of another Debian release.
 * @param {string} script
 * @param {readonly string[]} args
 * @param {{ title: string, log: import('./contract.d.ts').Log }} options
 * @returns {Promise<{ code: number | null, lastLine: string }>} with the last line that it said
 */
export async function runGetter(script, args, { title, log }) {
  let lastLine = 'it said nothing'
  const stopHeartbeat = heartbeat(() => `${title}, ${lastLine}`, log)
  const child = spawn('sh', [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      if (line.trim()) lastLine = line.trim()
    })
  }
  /** @type {number | null} */
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      lastLine = error.message
      resolve(null)
    })
    child.once('close', resolve)
  })
  stopHeartbeat()
  return { code, lastLine }
}

/**
 * The folders of libraries in an unpacked root.
 * @param {string} root
 */
export const librariesIn = (root) =>
  ['lib', 'usr/lib'].flatMap((place) => {
    const names = existsSync(join(root, place)) ? readdirSync(join(root, place)) : []
    return names
      .filter((name) => name.includes('-linux-gnu'))
      .map((name) => join(root, place, name))
  })
