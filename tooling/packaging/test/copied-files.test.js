import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

const packages = new URL('../../../packages/', import.meta.url)
const read = (/** @type {string} */ path) => readFile(new URL(path, packages), 'utf8')

/**
 * Files that core and rocketmq both need. They know nothing of each other, and a package of their own for so little
 * would be one more thing to install: each has its copy, equal to the byte but for what core takes from its platform and
 * the copy, which runs in Node only, from Node.
 */
const COPIES = [
  ['core/src/errors/guarded-read.ts', 'rocketmq/src/errors/guarded-read.ts'],
  ['core/src/log/guarded-logger.ts', 'rocketmq/src/log/guarded-logger.ts'],
  ['core/src/log/logger.ts', 'rocketmq/src/log/logger.ts'],
  ['core/src/settings/nearest-name.ts', 'rocketmq/src/settings/nearest-name.ts'],
  ['core/src/settings/setting-problems.ts', 'rocketmq/src/settings/setting-problems.ts'],
  ['core/src/settings/tls-details.ts', 'rocketmq/src/settings/tls-details.ts'],
  ['core/src/rules/must-be.ts', 'rocketmq/src/rules/must-be.ts'],
]

const inNode = (/** @type {string} */ source) =>
  source
    .replace(/^import \{ warn \} from '#platform'\n\n/, '')
    .replace(' warn(`', ' process.emitWarning(`')

for (const [original = '', copy = ''] of COPIES) {
  test(`${copy} is equal to ${original}`, async () => {
    assert.equal(await read(copy), inNode(await read(original)))
  })
}
