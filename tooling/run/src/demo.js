import { requireNode } from './require-node.js'

requireNode()
const { runDemo } = await import('./run-demo.js')
process.exitCode = await runDemo(process.argv.slice(2))
