import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

import { classesFolder } from './services-folder.js'

const run = promisify(execFile)

/** @type {typeof import('./contract.d.ts').compileJava} */
export async function compileJava(sources, { java, classPath }) {
  const folder = join(classesFolder, fingerprint(sources, classPath))
  if (!existsSync(folder)) {
    // In one step: another process may want the same.
    const draft = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}.draft`
    mkdirSync(draft, { recursive: true })
    try {
      const options = ['-proc:none', '-nowarn', '-encoding', 'UTF-8', '-d', draft]
      const compiler = ['-m', 'jdk.compiler/com.sun.tools.javac.Main']
      await run(java, [...compiler, ...options, '-cp', classPath, ...sources])
      renameSync(draft, folder)
    } catch (error) {
      rmSync(draft, { recursive: true, force: true })
      if (!existsSync(folder)) throw explained(error)
    }
  }
  return { java, classPath: [folder, classPath].join(delimiter) }
}

/**
 * @param {readonly string[]} sources
 * @param {string} classPath
 */
function fingerprint(sources, classPath) {
  const hash = createHash('sha256').update(classPath)
  for (const file of [...sources].sort()) hash.update(`\0${file}\0`).update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

/** @param {unknown} error */
function explained(error) {
  const { message, stderr } = /** @type {Error & { stderr?: string }} */ (error)
  const isJre = (stderr ?? message).includes('jdk.compiler not found')
  const text = isJre
    ? 'this Java cannot compile: install a JDK (apt-get install default-jdk-headless)'
    : `cannot compile: ${stderr ?? message}`
  return new Error(text, { cause: error })
}
