/** As `arq workers`, `check` and what changes workers tell of one. */
const WORKER = {
  workerId: 'string',
  name: 'string',
  host: 'string',
  pid: 'number',
  version: 'string',
  startedAt: 'string',
  state: 'string',
  health: 'string',
  problems: [],
  counts: { completed: 'number', failed: 'number', retried: 'number', aborted: 'number' },
  queues: [
    { name: 'string', slots: 'number', running: 'number', waiting: 'number', isPaused: 'boolean' },
  ],
  slots: 'number',
  running: 'number',
  jobs: [],
  eventLoopLagMs: 'number',
  memory: { rssBytes: 'number', heapUsedBytes: 'number' },
}
const PAUSED = { ...WORKER, problems: ['string'] }
const NOBODY_ELSE = { silent: [], unknownConsumers: [] }

/** What is kept of one that failed. */
const FAILED_JOB = {
  jobId: 'string',
  status: 'string',
  function: 'string',
  args: [],
  kwargs: {},
  queueName: 'string',
  jobTry: 'number',
  workerId: 'string',
  enqueueTime: 'string',
  startTime: 'string',
  endTime: 'string',
  durationMs: 'number',
  expires: 'string',
  error: 'string',
  traceback: 'string',
  resultExpiresAt: 'string',
  duplicateRuns: 'number',
  duplicateDeliveries: 'number',
  tries: [],
}

/** Without the management API, which tells what is `null` here. */
const QUEUE = {
  name: 'string',
  exists: 'boolean',
  ready: 'number',
  unacknowledged: 'null',
  consumers: 'number',
  type: 'null',
  inPerSecond: 'null',
  outPerSecond: 'null',
  oldestAt: 'null',
  waitingForKeys: 'null',
  deadLetterQueue: { name: 'string', exists: 'boolean', ready: 'number' },
}

/**
 * What each verb prints with `--json` when it does what it is for: values by their types, of lists the first one. Part of
 * the contract: keys are added, never renamed.
 */
export const VERB_JSON: Readonly<Record<string, unknown>> = {
  demo: {
    ok: 'boolean',
    seconds: 'number',
    kinds: [{ kind: 'string', jobs: 'number', expected: 'string', asExpected: 'number' }],
    deadLetters: [{ jobId: 'string', error: 'string' }],
    surprises: [],
  },
  'queue-info': { queues: [QUEUE], delayed: 'null' },
  'purge-queue': { queues: [{ name: 'string', dropped: 'number' }] },
  enqueue: { jobId: 'string', isEnqueued: 'boolean', queue: 'string', result: 'number' },
  job: { jobs: [FAILED_JOB] },
  unique: {
    keys: [
      {
        ...{ task: 'string', key: 'string', running: 'null' },
        waiting: { jobId: 'string', queue: 'string', due: 'string', calls: 'number' },
      },
    ],
    cursor: 'null',
  },
  jobs: {
    jobs: [FAILED_JOB],
    isComplete: 'boolean',
    cursor: 'null',
    by: 'string',
    order: 'string',
    covers: 'string',
    lookedAt: 'number',
    ofAbout: 'number',
  },
  'job retry': { jobs: [{ jobId: 'string', queue: 'string', from: 'string' }] },
  'job run-now': { jobs: [{ jobId: 'string', newId: 'string', queue: 'string' }] },
  flow: {
    flows: [
      {
        jobId: 'string',
        jobs: [
          {
            jobId: 'string',
            parentId: 'null',
            depth: 'number',
            place: 'number',
            task: 'string',
            status: 'string',
            since: 'string',
            error: 'null',
            errorCode: 'null',
            children: 'number',
            onChildFailure: 'string',
          },
        ],
      },
    ],
  },
  stream: { id: 'string', value: 'string', jobTry: 'number', run: 'string', missed: 'number' },
  send: { jobId: 'string', isSent: 'boolean' },
  signal: { jobId: 'string', signal: 'string', answer: 'string' },
  workers: { workers: [WORKER], ...NOBODY_ELSE },
  top: { at: 'string', broker: 'string', queues: [QUEUE], workers: [WORKER], ...NOBODY_ELSE },
  outbox: { sent: 'number', setAside: 'number', putOff: 'number' },
  'outbox status': {
    waiting: 'number',
    retrying: 'number',
    aside: 'number',
    oldestAt: 'string',
    oldestAgeMs: 'number',
    rows: [],
    retryingRows: [],
  },
  'outbox retry': { jobs: 'number' },
  'outbox drop': { jobs: 'number' },
  'outbox migrate': { from: 'number', to: 'number' },
  'outbox schema': { dialect: 'string', sql: 'string' },
  pause: { workers: [PAUSED], ...NOBODY_ELSE },
  resume: { workers: [WORKER], ...NOBODY_ELSE },
  drain: {
    isDrained: 'boolean',
    targets: [{ workers: [PAUSED], ended: [], isDrained: 'boolean', ...NOBODY_ELSE }],
  },
  'dlq list': {
    queues: [
      {
        name: 'string',
        total: 'number',
        matched: 'number',
        groups: [
          {
            fingerprint: 'string',
            count: 'number',
            firstFailedAt: 'string',
            lastFailedAt: 'string',
            task: 'string',
            errorType: 'string',
            errorCode: 'string',
            errorMessage: 'string',
          },
        ],
      },
    ],
  },
  'dlq show': {
    letters: [
      {
        deadLetterQueue: 'string',
        jobId: 'string',
        task: 'string',
        queue: 'string',
        failedAt: 'string',
        errorType: 'string',
        errorCode: 'string',
        errorMessage: 'string',
        category: 'string',
        workerId: 'string',
        tries: 'number',
        redrives: 'number',
        fingerprint: 'string',
        args: [],
        kwargs: {},
        enqueueTime: 'string',
        stack: 'string',
        contentType: 'string',
        headers: {
          'x-retry-count': 'number',
          'x-arq-lifetime': 'number',
          'x-error-type': 'string',
          'x-error-message': 'string',
          'x-error-category': 'string',
          'x-error-code': 'string',
          'x-failed-at': 'string',
          'x-job-id': 'string',
          'x-worker-id': 'string',
          'x-queue': 'string',
          'x-error-stack': 'string',
        },
      },
    ],
  },
  keys: { keys: [] },
  'keys set': {
    ...{ name: 'string', key: 'string' },
    ...{ limit: 'null', weight: 'null', total: 'null', rate: 'null' },
  },
  'dlq redrive': {
    queues: [{ name: 'string', total: 'number', redriven: 'number', unreadable: 'number' }],
  },
  'dlq purge': { queues: [{ name: 'string', dropped: 'number' }] },
  'cron list': {
    cronJobs: [
      {
        name: 'string',
        when: 'string',
        timeZone: 'string',
        next: ['string'],
        runAtStartup: 'boolean',
        unique: 'boolean',
        missed: 'string',
        jobId: 'null',
        queueName: 'null',
        isPaused: 'null',
        pausedAt: 'null',
      },
    ],
  },
  'cron pause': { cronJobs: [{ name: 'string', isPaused: 'boolean', hasChanged: 'boolean' }] },
  'cron resume': { cronJobs: [{ name: 'string', isPaused: 'boolean', hasChanged: 'boolean' }] },
  doctor: {
    findings: [
      {
        code: 'string',
        state: 'string',
        seen: 'string',
        details: [],
        why: 'null',
        todo: 'null',
        lines: [],
        letters: 'null',
      },
    ],
    counts: { problems: 'number', warnings: 'number', unknown: 'number', ok: 'number' },
  },
  'validate-config': { problems: [], read: ['string'], answered: [] },
  migrate: {
    sources: ['string'],
    read: 'number',
    skipped: [],
    counts: { count: 'number', replace: 'number', look: 'number', none: 'number' },
    files: [
      {
        path: 'string',
        unread: 'null',
        findings: [
          { source: 'string', line: 'number', kind: 'string', found: 'string', advice: 'string' },
        ],
      },
    ],
  },
  'migrate-store': {
    state: 'string',
    database: 'null',
    address: 'null',
    tables: 'null',
    found: 'null',
    needed: 'null',
    pending: [],
    migrated: 'null',
  },
  'config print': {
    settings: [{ key: 'string', value: 'string', from: 'string', source: 'null' }],
  },
  explain: {
    codes: [
      {
        code: 'string',
        meaning: 'string',
        action: 'string',
        retryable: 'boolean',
        sent: 'string',
        sentMeaning: 'string',
      },
    ],
  },
  check: {
    isWell: 'boolean',
    checks: [{ what: 'string', isWell: 'boolean', standing: 'string', says: 'string' }],
  },
}

/** A value as {@link VERB_JSON} describes it. */
export function shapeOf(value: unknown): unknown {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.slice(0, 1).map((one: unknown) => shapeOf(one))
  if (typeof value !== 'object') return typeof value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [key, shapeOf(one)]),
  )
}
