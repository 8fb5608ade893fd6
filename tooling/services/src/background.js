import { readRecords } from './server-record.js'
import { verdict } from './stale-servers.js'

/** @returns servers that `services start` left running, with the file of each record */
export function backgroundServers() {
  return readRecords().filter(({ server }) => server.owner === null && verdict(server) === 'keep')
}
