#!/usr/bin/env node
import { runCli } from './cli.js'
import { endProcess, thisProcess } from './program.js'

endProcess(await runCli(process.argv.slice(2), thisProcess()))
