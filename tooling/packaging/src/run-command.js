import { spawn } from 'node:child_process'

const isWindows = process.platform === 'win32'

/**
 * Runs a command to its end and gives what it wrote to standard output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<string>}
 * @throws {Error} with all that it said, when it fails
 */
export function runCommand(command, args, cwd) {
  return new Promise((resolve, reject) => {
    let output = ''
    let complaints = ''
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Commands of npm are scripts there.
      shell: isWindows && command !== process.execPath,
    })
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => (complaints += chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) return resolve(output)
      const said = [output, complaints].map((text) => text.trim()).filter(Boolean)
      const line = [command, ...args].join(' ')
      reject(new Error([`${line} ended with ${code}`, ...said].join('\n')))
    })
  })
}
