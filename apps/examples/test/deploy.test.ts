import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

import { parseDuration } from '@arq/core/internal'
import { workerSettingsSchema } from '@arq/worker'
import { describe, expect, it } from '@jest/globals'
import { validate } from 'dockerfile-utils'
import * as v from 'valibot'
import { parse, parseAllDocuments } from 'yaml'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const documentsIn = (path: string): readonly unknown[] =>
  parseAllDocuments(read(path)).map((one) => one.toJS() as unknown)

/** What `stop()` promises: the longer of the two waits, and 25 s more. */
function longestStopSeconds(): number {
  const { jobCompletionWait, gracefulShutdownTimeout } = workerSettingsSchema.entries
  const waits = [jobCompletionWait, gracefulShutdownTimeout].map(
    (setting) => parseDuration(v.getDefault(setting) as number) ?? NaN,
  )
  return Math.max(...waits) / 1000 + 25
}

/** A tree of YAML, read as far as a test needs. */
function at(tree: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined),
    tree,
  )
}

const files = [
  'compose/Dockerfile',
  'compose/compose.yaml',
  ...readdirSync(join(root, 'kubernetes')).map((name) => `kubernetes/${name}`),
  ...readdirSync(join(root, 'systemd')).map((name) => `systemd/${name}`),
]

it.each(files)('%s names only variables that arq reads', (file) => {
  const documented = new Set(
    [...read('../cli/README.md').matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name),
  )
  // What compose.yaml itself takes, and the server's own.
  const others = ['RABBITMQ_USER', 'RABBITMQ_PASSWORD', 'RABBITMQ_DEFAULT_USER']
  const named = read(file).match(/\b(?:ARQ|RABBITMQ)_[A-Z_]+\b/g) ?? []
  const unknown = named.filter(
    (name) => !documented.has(name) && ![...others, 'RABBITMQ_DEFAULT_PASS'].includes(name),
  )
  expect(unknown).toEqual([])
})

describe('the image', () => {
  const dockerfile = read('compose/Dockerfile')

  it('is made by a Dockerfile that a linter finds nothing wrong with', () => {
    expect(validate(dockerfile).map(({ message }) => message)).toEqual([])
    expect(validate(`${dockerfile}\nCOPPY a b\n`)).not.toEqual([])
  })

  it('starts node as its first process, as nobody special, with a health endpoint in reach', () => {
    const [, command = ''] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? []
    expect(JSON.parse(command)).toEqual(expect.arrayContaining(['node_modules/.bin/arq', 'worker']))
    expect(dockerfile).toMatch(/^USER node$/m)
    const [, port] =
      /ARQ_HEALTH_ENDPOINT_PORT=(\d+) ARQ_HEALTH_ENDPOINT_HOST=0\.0\.0\.0/.exec(dockerfile) ?? []
    expect(dockerfile).toContain(`EXPOSE ${String(port)}\n`)
    expect(dockerfile).toContain(`http://127.0.0.1:${String(port)}/livez`)
  })

  it('lets in what it copies, and nothing else', () => {
    const [all, ...allowed] = read('compose/.dockerignore').trim().split('\n')
    expect(all).toBe('*')
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)]
      .flatMap(([, names = '']) => names.split(' '))
      .map((name) => `!${name}`)
    expect(allowed).toEqual(expect.arrayContaining(copied))
  })

  it('has time to stop where compose runs it', () => {
    const worker = at(parse(read('compose/compose.yaml')), 'services', 'worker')
    const grace = parseDuration(String(at(worker, 'stop_grace_period'))) ?? 0
    expect(grace / 1000).toBeGreaterThanOrEqual(longestStopSeconds())
    expect(at(worker, 'profiles')).toEqual(['worker'])
    expect(at(worker, 'depends_on')).toEqual(['rabbitmq', 'redis'])
  })
})

describe('in Kubernetes', () => {
  const [deployment] = documentsIn('kubernetes/worker.yaml')
  const pod = at(deployment, 'spec', 'template', 'spec')
  const worker = at(pod, 'containers', 0)
  const variables = at(worker, 'env') as readonly { name: string; value?: string }[]
  const valueOf = (name: string) => variables.find((one) => one.name === name)?.value

  it('a pod has longer to stop than a worker takes', () => {
    expect(at(pod, 'terminationGracePeriodSeconds')).toBeGreaterThanOrEqual(longestStopSeconds())
  })

  it('probes ask the worker’s paths, at its port', () => {
    expect(at(worker, 'livenessProbe', 'httpGet')).toEqual({ path: '/livez', port: 'health' })
    expect(at(worker, 'readinessProbe', 'httpGet')).toEqual({ path: '/readyz', port: 'health' })
    const port = Number(valueOf('ARQ_HEALTH_ENDPOINT_PORT'))
    expect(at(worker, 'ports')).toEqual([{ name: 'health', containerPort: port }])
    expect(valueOf('ARQ_HEALTH_ENDPOINT_HOST')).toBe('0.0.0.0')
  })

  it('pods are found by the labels that they have', () => {
    expect(at(deployment, 'spec', 'selector', 'matchLabels')).toEqual(
      at(deployment, 'spec', 'template', 'metadata', 'labels'),
    )
  })

  it('the scaler counts the jobs of the worker’s queue, and leaves one worker', () => {
    const [login, scaled] = documentsIn('kubernetes/autoscaling.yaml')
    expect(at(scaled, 'spec', 'scaleTargetRef', 'name')).toBe(at(deployment, 'metadata', 'name'))
    expect(at(scaled, 'spec', 'minReplicaCount')).toBeGreaterThanOrEqual(1)
    const trigger = at(scaled, 'spec', 'triggers', 0)
    expect(at(trigger, 'metadata')).toMatchObject({
      queueName: valueOf('ARQ_QUEUE_NAME'),
      mode: 'QueueLength',
      // By AMQP KEDA does not see the jobs that run.
      protocol: 'http',
    })
    expect(at(trigger, 'authenticationRef', 'name')).toBe(at(login, 'metadata', 'name'))
  })
})

describe('under systemd', () => {
  const unit = read('systemd/arq-worker@.service')

  it('a worker has time to stop, and is not restarted for a wrong setting', () => {
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unit) ?? []
    expect(Number(seconds)).toBeGreaterThanOrEqual(longestStopSeconds())
    expect(unit).toMatch(/^RestartPreventExitStatus=2$/m)
  })

  const analyzer = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'systemd-analyze'))
    .find((path) => existsSync(path))
  const where = analyzer === undefined ? it.skip : it
  where('systemd-analyze finds nothing wrong with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'arq-unit-'))
    const path = join(folder, 'arq-worker@.service')
    try {
      // Neither the user nor the program need be on this machine.
      const here = unit.replace(/^User=.*\n/m, '').replace('/usr/bin/node', process.execPath)
      writeFileSync(path, here)
      const { stdout, stderr } = await promisify(execFile)(analyzer ?? '', ['verify', path])
      expect(stdout + stderr).toBe('')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
