import { requireNode } from './require-node.js'

requireNode()
// Not at the top: an old Node would stumble over those files before it could say that it is old.
const { runTests } = await import('./run-tests.js')
process.exitCode = await runTests(process.argv.slice(2))
