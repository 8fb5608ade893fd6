import { resolve } from 'node:path'
import { inspect } from 'node:util'

/**
 * A reporter for Node's test runner: a line of JSON per finished test (see node-results.js).
 * @param {AsyncIterable<{ type: string, data: any }>} events
 */
export default async function* report(events) {
  /** @type {Map<string, string>} What each file wrote: all there is to know of one that crashed. */
  const written = new Map()
  for await (const { type, data } of events) {
    if (type === 'test:stderr') {
      const path = resolve(data.file)
      written.set(path, (written.get(path) ?? '') + data.message)
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { name, file = name, details, skip, todo } = data
    const { error } = details
    // A file stands as a test of its own. Node 20 names it by its path, 22 and 24 as it was given.
    const isFile = resolve(name) === file
    /** @type {import('./node-results.js').NodeTest} */
    const test = {
      isPassed: type === 'test:pass',
      name: isFile ? file : name,
      file,
      isSuite: details.type === 'suite',
      isSkipped: skip !== undefined || todo !== undefined,
      hasFailedChildren: error?.failureType === 'subtestsFailed',
      message: error ? messageOf(error, isFile ? written.get(file) : undefined) : '',
    }
    yield `${JSON.stringify(test)}\n`
  }
}

/**
 * @param {Error} error the runner's, around the test's
 * @param {string | undefined} stderr
 */
function messageOf(error, stderr) {
  return stderr ?? inspect(error.cause ?? error)
}
