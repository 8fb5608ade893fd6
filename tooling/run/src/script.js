import { requireNode } from './require-node.js'

requireNode()
const { runScript } = await import('./run-script.js')
process.exitCode = await runScript(process.argv.slice(2))
