/** What a code says about the error that carries it. */
export interface ErrorCodeEntry {
  /** What happened. */
  readonly meaning: string
  /** Whether the same call may succeed later without a change of code or settings. */
  readonly retryable: boolean
  /** What the reader can do. */
  readonly action: string
}

const entry = (retryable: boolean, meaning: string, action: string): ErrorCodeEntry => ({
  meaning,
  retryable,
  action,
})

/**
 * Every code an error of ours can carry. Codes are the contract: texts may change and exist in two languages,
 * removing or reusing a code is a major change.
 */
export const ERROR_CODES = {
  ARQ_CONFIG_INVALID: entry(
    false,
    'A setting, an option or a URL is wrong.',
    'Correct the key the error names; it proposes the nearest valid one.',
  ),
  ARQ_ENCODE_FAILED: entry(
    false,
    'A value cannot travel: JSON cannot carry it or would silently change it.',
    'Send plain JSON data, give the task an input schema, or inject another codec.',
  ),
  ARQ_DECODE_FAILED: entry(
    false,
    'Bytes from the queue or the store are not what they should be.',
    'Look at the dead letter queue: the message is there byte for byte.',
  ),
  ARQ_CONNECTION_REFUSED: entry(
    true,
    'The broker could not be reached in time.',
    'Check that it runs and that the URL is right.',
  ),
  ARQ_CONNECTION_AUTH: entry(
    false,
    'The broker refused user, password or virtual host.',
    'Check the credentials and the permissions of that user.',
  ),
  ARQ_CONNECTION_LOST: entry(
    true,
    'The connection broke before the broker answered; whether it has the message is unknown.',
    'Repeat the call; give a jobId so that a second copy is refused.',
  ),
  ARQ_CONNECTION_BLOCKED: entry(
    true,
    'The broker has raised a memory or disk alarm and takes no messages.',
    'Free memory or disk on the broker.',
  ),
  ARQ_CLOSED: entry(false, 'The client, worker, transport or store is closed.', 'Open a new one.'),
  ARQ_PUBLISH_NACKED: entry(
    true,
    'The broker refused the message.',
    'Usually a full queue (x-max-length with reject-publish): retry later.',
  ),
  ARQ_PUBLISH_UNROUTABLE: entry(
    false,
    'No queue of that name exists, so the broker sent the message back.',
    'Declare the queue, or let arq declare it (declareQueues: true).',
  ),
  ARQ_PUBLISH_TIMEOUT: entry(
    true,
    'The broker did not confirm in time; whether it has the message is unknown.',
    'Repeat the call; give a jobId so that a second copy is refused.',
  ),
  ARQ_PUBLISH_TOO_LARGE: entry(
    false,
    'The message is larger than the transport allows.',
    'Send a reference to the data instead of the data, or switch compression on.',
  ),
  ARQ_BUFFER_FULL: entry(
    true,
    'Too many messages wait for their confirm.',
    'Enqueue slower, or use the waiting policy.',
  ),
  ARQ_TOPOLOGY_MISMATCH: entry(
    false,
    'A queue exists with other arguments than the settings ask for.',
    'Follow the way out that the error names.',
  ),
  ARQ_QUEUE_NOT_FOUND: entry(
    false,
    'The queue does not exist and may not be created here.',
    'Let whoever owns the topology create it.',
  ),
  ARQ_DELIVERY_SETTLED: entry(
    false,
    'A delivery was acknowledged or refused twice.',
    'A defect in the caller: settle each delivery once.',
  ),
  ARQ_JOB_NOT_FOUND: entry(
    false,
    'The result store knows no job of that id.',
    'Check the id; its record may have expired.',
  ),
  ARQ_JOB_EXISTS: entry(
    false,
    'A job with that id is queued, running, or its result is kept.',
    'Use another id or delete the old result.',
  ),
  ARQ_JOB_TIMEOUT: entry(
    false,
    'The job ran longer than its timeout.',
    'Raise the timeout or make the task faster; heed ctx.signal.',
  ),
  ARQ_JOB_ABORTED: entry(
    false,
    'The job was aborted on request.',
    'Nothing: somebody asked for it.',
  ),
  ARQ_JOB_FAILED: entry(
    false,
    'The task threw; the original error is inside.',
    'Read the original name, message and stack.',
  ),
  ARQ_JOB_EXPIRED: entry(
    false,
    'The job was not started before its expiry.',
    'Start more workers, or give it a longer expires.',
  ),
  ARQ_JOB_RETRY: entry(true, 'The task asked to be run again.', 'Nothing: it is a signal.'),
  ARQ_MAX_RETRIES_EXCEEDED: entry(
    false,
    'The job failed on its last permitted run.',
    'Read the last error; it is the cause.',
  ),
  ARQ_RESULT_NOT_FOUND: entry(
    false,
    'The job has ended and its result is not kept.',
    'Raise keepResult or jobResultTtl.',
  ),
  ARQ_RESULT_TIMEOUT: entry(
    true,
    'No result within the time that the caller would wait.',
    'Wait longer, or check that a worker consumes the queue.',
  ),
  ARQ_INVALID_ARGUMENTS: entry(
    false,
    'The arguments do not fit the task.',
    'Correct the argument the error names.',
  ),
  ARQ_UNKNOWN_FUNCTION: entry(
    false,
    'The worker has no task of that name.',
    'Correct the name, or add the task to the worker.',
  ),
  ARQ_ENQUEUE_INCOMPLETE: entry(
    true,
    'Some jobs of a batch were not enqueued.',
    'Read results: it says what became of each job.',
  ),
  ARQ_STORE_CONNECTION: entry(
    true,
    'The result store could not be reached.',
    'Check that it runs and that the URL is right.',
  ),
  ARQ_STORE_TIMEOUT: entry(true, 'The result store did not answer in time.', 'Check its load.'),
  ARQ_STORE_DATA: entry(
    false,
    'The result store holds something that is not a job record.',
    'Check the key prefix: somebody else may use the same keys.',
  ),
  ARQ_STORE_FAILED: entry(false, 'The result store refused a command.', 'Read its own words.'),
  ARQ_UNSUPPORTED: entry(
    false,
    'What was asked for needs a part that is not configured, or that this transport lacks.',
    'The error names what to configure.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>

/** One of the stable codes in {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES
