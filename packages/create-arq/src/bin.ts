#!/usr/bin/env node
import { askOnTerminal } from './ask-on-terminal.js'
import { create } from './create.js'
import { languageFrom } from './language.js'
import { runCommand } from './run-command.js'

process.exitCode = await create(process.argv.slice(2), {
  environment: process.env,
  folder: process.cwd(),
  language: languageFrom(process.env),
  ask: process.stdin.isTTY && process.stdout.isTTY ? askOnTerminal : undefined,
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  run: runCommand,
})
