import { basename } from 'node:path'

import { printWithNpx } from './npx.js'

/**
 * The floor, and the newest of each line that is still kept. One that this process runs on already is
 * left out.
 */
const VERSIONS = ['20.19.0', '22', '24']

/**
 * Integration tests that look at what Node does: sockets, buffers, streams, timers. The others use
 * these packages.
 */
const INTEGRATION = ['transport-amqp', 'result-redis', 'worker']

/**
 * A Node beside the one that runs this.
 * @typedef {object} OtherNode
 * @property {string} version `22.23.3`
 * @property {string} path of the program
 */

/**
 * @param {readonly string[]} asked `22`, `24.18`; none: those that we promise to run on
 * @param {string} current version of this process
 * @returns {string[]}
 */
export function versionsToTry(asked, current) {
  if (asked.length > 0) return [...asked]
  return VERSIONS.filter((version) => !`${current}.`.startsWith(`${version}.`))
}

/**
 * Takes a Node from npm's package of that name, which has it for all common platforms.
 * @param {string} version
 * @param {import('./children.js').Children} children
 * @returns {Promise<OtherNode>}
 */
export async function findNode(version, children) {
  const expression = `process.execPath+'|'+process.versions.node`
  const output = await printWithNpx(`node@${version}`, expression, children)
  const [, path, found] = /^(.+)\|([\d.]+)\s*$/m.exec(output) ?? []
  if (!path || !found || !`${found}.`.startsWith(`${version}.`)) {
    throw new Error(`npm's package node@${version} brought another one:\n${output}`)
  }
  return { path, version: found }
}

/**
 * The suites that are run on another Node, too.
 * @param {readonly import('./suites.js').Suite[]} suites
 * @param {OtherNode} node
 * @returns {import('./suites.js').Suite[]}
 */
export function onNode(suites, { path, version }) {
  return suites
    .filter(({ kind, package: { folder } }) => {
      return kind === 'unit' || INTEGRATION.includes(basename(folder))
    })
    .map((suite) => ({ ...suite, variant: `Node ${version}`, nodePath: path }))
}
