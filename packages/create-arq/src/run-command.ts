import { spawn } from 'node:child_process'

/** Package managers are scripts there, which only a shell starts. */
const needsShell = process.platform === 'win32'

/**
 * Runs a command to its end; it writes to this terminal, standard output apart: that is what this program says.
 * @throws Error where it cannot be started, or ends with anything but 0
 */
export function runCommand(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', process.stderr, process.stderr],
      // No argument of ours has a blank, or a character that a shell reads.
      shell: needsShell,
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(signal ?? String(code)))
    })
  })
}
