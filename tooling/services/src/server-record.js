import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { identify } from './process-identity.js'
import { dataFolder, recordsFolder } from './services-folder.js'

/**
 * What has to be known to find and end a server when nobody holds its handle any more.
 * @typedef {object} RecordedServer
 * @property {string} id
 * @property {import('./contract.d.ts').ServiceName} name
 * @property {string} url
 * @property {string} [managementUrl]
 * @property {string} dataDir
 * @property {boolean} isDataDirOurs made by us: deleted with the server
 * @property {import('./process-identity.js').ProcessIdentity | null} owner
 *   who stops it; null: runs in the background until `services stop`
 * @property {import('./process-identity.js').ProcessIdentity[]} processes the server itself last
 */

/** A server's record on disk. Written before its first process starts, so that none is forgotten. */
export class ServerRecord {
  /** @type {RecordedServer} */
  #content
  #file

  /**
   * @param {Pick<RecordedServer, 'name'> & import('./contract.d.ts').Access & { dataDir?: string | undefined }} server
   * @param {string} [folder]
   */
  constructor({ name, url, managementUrl, dataDir }, folder = recordsFolder) {
    const id = `${name}-${process.pid}-${randomBytes(4).toString('hex')}`
    this.#file = join(folder, `${id}.json`)
    this.#content = {
      id,
      name,
      url,
      ...(managementUrl !== undefined && { managementUrl }),
      dataDir: dataDir ?? join(dataFolder, id),
      isDataDirOurs: dataDir === undefined,
      owner: identify(process.pid) ?? null,
      processes: [],
    }
    mkdirSync(folder, { recursive: true })
    this.#write()
    mkdirSync(this.dataDir, { recursive: true })
  }

  get dataDir() {
    return this.#content.dataDir
  }

  /** Made here, and deleted with the server. */
  get isDataDirOurs() {
    return this.#content.isDataDirOurs
  }

  /** @param {readonly number[]} pids */
  setProcesses(pids) {
    this.#content.processes = pids.flatMap((pid) => identify(pid) ?? [])
    this.#write()
  }

  /** From now on nobody owns it. */
  release() {
    this.#content.owner = null
    this.#write()
  }

  remove() {
    forget(this.#content, this.#file)
  }

  #write() {
    // In one step: another process may read it at any moment.
    const draft = `${this.#file}.${process.pid}.draft`
    writeFileSync(draft, `${JSON.stringify(this.#content, undefined, 2)}\n`)
    renameSync(draft, this.#file)
  }
}

/**
 * All records, with the file of each.
 * @param {string} [folder]
 * @returns {{ server: RecordedServer, file: string }[]}
 */
export function readRecords(folder = recordsFolder) {
  return namesIn(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const file = join(folder, name)
      try {
        return [{ server: JSON.parse(readFileSync(file, 'utf8')), file }]
      } catch {
        return [] // removed by its owner in between
      }
    })
}

/**
 * Deletes a record and the data folder that was made for it.
 * @param {RecordedServer} server
 * @param {string} file
 */
export function forget({ dataDir, isDataDirOurs }, file) {
  // A server that was killed a moment ago may still have written a file: hence the retries.
  if (isDataDirOurs) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  rmSync(file, { force: true })
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
