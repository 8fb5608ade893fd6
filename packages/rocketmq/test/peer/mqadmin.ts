import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { rocketMQJars } from '@arq/tooling-services'

const LOGBACK = fileURLToPath(new URL('../java/logback.xml', import.meta.url))
const run = promisify(execFile)
const WITHIN_MS = 60_000

/** How often a command is run whose own time limit passes: `mqadmin` gives a broker 5 s to answer. */
const MAX_RUNS = 5
/** The first line of a Java stack trace. */
const STACK_TRACE = /^[\w.$]+(?:Exception|Error)\b/m
const TOO_SLOW = /RemotingTimeoutException|RemotingConnectException/

/**
 * RocketMQ's own command for administrators. Resolves with what it prints; rejects when it fails. On a busy machine the
 * command may be run again, so what it asks for may happen twice.
 */
export async function mqadmin(
  nameServerAddress: string,
  ...args: readonly string[]
): Promise<string> {
  for (let runs = 1; ; runs += 1) {
    const { stdout, stderr } = await runOnce(nameServerAddress, args)
    // Its exit status is 0 whatever happens: `MQAdminStartup.main0` prints the exception and returns.
    if (!STACK_TRACE.test(stderr)) return stdout + stderr
    if (runs < MAX_RUNS && TOO_SLOW.test(stderr)) continue
    throw new Error(`mqadmin ${args.join(' ')} failed: ${stdout}${stderr}`)
  }
}

async function runOnce(nameServerAddress: string, args: readonly string[]) {
  const { java, classPath } = await rocketMQJars()
  const home = await mkdtemp(join(tmpdir(), 'mqadmin-'))
  try {
    return await run(
      java,
      [
        ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx128m', `-Duser.home=${home}`],
        `-Drmq.logback.configurationFile=${LOGBACK}`,
        ...['-cp', classPath, 'org.apache.rocketmq.tools.command.MQAdminStartup'],
        ...args,
        ...['-n', nameServerAddress],
      ],
      { timeout: WITHIN_MS, env: { ...process.env, ROCKETMQ_HOME: home } },
    )
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
