/**
 * What an error says of the message that a call wanted to send: whether the broker has it.
 * - `no`: it does not have it. The same call may succeed later.
 * - `never`: it does not have it, and would refuse it again: the message itself is wrong.
 * - `unknown`: it may have it.
 * - `notSending`: the error comes from no sending.
 */
export type Sent = 'no' | 'never' | 'unknown' | 'notSending'

/** What a code says about the error that carries it. */
export interface ErrorCodeEntry {
  /** What happened. */
  readonly meaning: string
  /** Whether the same call may succeed later without a change of code or settings. */
  readonly retryable: boolean
  /** Of a call that sends, such as `enqueueJob`: whether the broker has the message. */
  readonly sent: Sent
  /** What the reader can do. */
  readonly action: string
}

const entry = (
  retryable: boolean,
  sent: Sent,
  meaning: string,
  action: string,
): ErrorCodeEntry => ({ meaning, retryable, sent, action })

/**
 * Every code an error of ours can carry. Codes are the contract: texts may change and exist in two languages,
 * removing or reusing a code is a major change.
 */
export const ERROR_CODES = {
  ARQ_CONFIG_INVALID: entry(
    false,
    'never',
    'A setting, an option or a URL is wrong.',
    'Correct the key the error names; it proposes the nearest valid one.',
  ),
  ARQ_ENCODE_FAILED: entry(
    false,
    'never',
    'A value cannot travel: JSON cannot carry it or would silently change it.',
    'Send plain JSON data, give the task an input schema, or inject another codec.',
  ),
  ARQ_DECODE_FAILED: entry(
    false,
    'notSending',
    'Bytes from the queue or the store are not what they should be.',
    'Look at the dead letter queue: the message is there byte for byte.',
  ),
  ARQ_KEY_MISSING: entry(
    true,
    'no',
    'What a job carries is encrypted with a key that is not here.',
    'Give the key of that id to `encryption()`; jobs that need it wait until then.',
  ),
  ARQ_DECRYPT_FAILED: entry(
    false,
    'notSending',
    'What a job carries does not open with its key: it was changed, or belongs to another job.',
    'Look at who can write to queue and store; check that the id stands for the same key everywhere.',
  ),
  ARQ_PAYLOAD_STORE: entry(
    true,
    'no',
    'The payload store, where large arguments and results lie, is away, or none is set here.',
    'Check that it runs, and that clients, workers and readers have the same one as `payloads`; jobs that need it wait until then.',
  ),
  ARQ_PAYLOAD_MISSING: entry(
    false,
    'notSending',
    'Large arguments or a large result are no longer in the payload store: their time is over, or they were deleted.',
    'Enqueue the job again with its arguments; to keep payloads longer, set `keepFor` of `payloads`.',
  ),
  ARQ_PAYLOAD_DAMAGED: entry(
    false,
    'notSending',
    'The payload store gives something else than was put there.',
    'Look at who can write to it; then enqueue the job again with its arguments.',
  ),
  ARQ_CONNECTION_REFUSED: entry(
    true,
    'no',
    'The broker could not be reached in time.',
    'Check that it runs and that the URL is right.',
  ),
  ARQ_CONNECTION_AUTH: entry(
    false,
    'no',
    'The broker refused user, password or virtual host.',
    'Check the credentials and the permissions of that user.',
  ),
  ARQ_CONNECTION_LOST: entry(
    true,
    'unknown',
    'The connection broke before the broker answered; whether it has the message is unknown.',
    'Repeat the call. Give the same jobId, and the job is sent again as the same one.',
  ),
  ARQ_CONNECTION_BLOCKED: entry(
    true,
    'no',
    'The broker has raised a memory or disk alarm and takes no messages.',
    'Free memory or disk on the broker.',
  ),
  ARQ_CLOSED: entry(
    false,
    'no',
    'The client, worker, transport or store is closed.',
    'Open a new one.',
  ),
  ARQ_PUBLISH_NACKED: entry(
    true,
    'no',
    'The broker refused the message.',
    'Usually a full queue (x-max-length with reject-publish): retry later.',
  ),
  ARQ_PUBLISH_UNROUTABLE: entry(
    false,
    'no',
    'No queue of that name exists, so the broker sent the message back.',
    'Declare the queue, or let arq declare it (declareQueues: true).',
  ),
  ARQ_PUBLISH_TIMEOUT: entry(
    true,
    'unknown',
    'The broker did not confirm in time; whether it has the message is unknown.',
    'Repeat the call. Give the same jobId, and the job is sent again as the same one.',
  ),
  ARQ_PUBLISH_TOO_LARGE: entry(
    false,
    'never',
    'The message is larger than the transport allows.',
    'Send a reference to the data instead of the data, or switch compression on.',
  ),
  ARQ_BUFFER_FULL: entry(
    true,
    'no',
    'Too many messages wait for their confirm.',
    'Enqueue slower, or use the waiting policy.',
  ),
  ARQ_TOPOLOGY_MISMATCH: entry(
    false,
    'no',
    'A queue exists with other arguments than the settings ask for.',
    'Follow the way out that the error names.',
  ),
  ARQ_QUEUE_NOT_FOUND: entry(
    false,
    'no',
    'The queue does not exist and may not be created here.',
    'Let whoever owns the topology create it.',
  ),
  ARQ_WORKER_NOT_FOUND: entry(
    false,
    'notSending',
    'No worker that answered is of that name, or works on that queue.',
    'Correct the name; the error proposes the nearest one. `arq workers` lists them.',
  ),
  ARQ_DELIVERY_SETTLED: entry(
    false,
    'notSending',
    'A delivery was acknowledged or refused twice.',
    'A defect in the caller: settle each delivery once.',
  ),
  ARQ_JOB_NOT_FOUND: entry(
    false,
    'notSending',
    'The result store knows no job of that id.',
    'Check the id; its record may have expired.',
  ),
  ARQ_JOB_EXISTS: entry(
    true,
    'no',
    'Another enqueue has taken the id, and has not ended for the length of its lease.',
    'Repeat the call later; enqueueJob gives null once a job of that id exists.',
  ),
  ARQ_JOB_TIMEOUT: entry(
    false,
    'notSending',
    'The job ran longer than its timeout.',
    'Raise the timeout or make the task faster; heed ctx.signal.',
  ),
  ARQ_SIGNAL_TIMEOUT: entry(
    false,
    'notSending',
    'A job has waited for a signal, and nobody gave it in time.',
    'Catch it in the task to go on without an answer, or wait longer.',
  ),
  ARQ_JOB_ABORTED: entry(
    false,
    'notSending',
    'The job was aborted on request.',
    'Nothing: somebody asked for it.',
  ),
  ARQ_ABORT_TIMEOUT: entry(
    true,
    'notSending',
    'A job that was to be aborted had not stopped within the time that the caller would wait.',
    'Let the task heed ctx.signal, or wait longer. Without a result store only a job that a worker holds can be stopped.',
  ),
  ARQ_JOB_FAILED: entry(
    false,
    'notSending',
    'The task threw; the original error is inside.',
    'Read the original name, message and stack.',
  ),
  ARQ_STEP_FAILED: entry(
    false,
    'notSending',
    'A step of the job failed earlier in this try; its error is thrown again.',
    'Read the original name and message. The next try of the job runs the step anew.',
  ),
  ARQ_JOB_EXPIRED: entry(
    false,
    'notSending',
    'The job was not started before its expiry.',
    'Start more workers, or give it a longer expires.',
  ),
  ARQ_JOB_CHILD_FAILED: entry(
    false,
    'notSending',
    'A job of a flow was not run, because one of its children has failed.',
    'Mend what the child failed of, then retry the flow: `client.getFlow(rootId).retry()`.',
  ),
  ARQ_JOB_SUSPECTED_POISON: entry(
    false,
    'notSending',
    'Worker processes died while they ran the job, the last one while it ran nothing else.',
    'Look for what ends the process (memory, a native crash, process.exit), mend it, then move the dead letter back.',
  ),
  ARQ_JOB_THREAD_CRASHED: entry(
    false,
    'notSending',
    'The thread in which the task ran died: out of memory, process.exit, or an error that nobody caught.',
    'Read the reason. Give threads more memory (maxHeapMb), or mend the task; retryOn: "all" runs it again.',
  ),
  ARQ_JOB_RETRY: entry(
    true,
    'notSending',
    'The task asked to be run again.',
    'Nothing: it is a signal.',
  ),
  ARQ_MAX_RETRIES_EXCEEDED: entry(
    false,
    'notSending',
    'The job failed on its last permitted run.',
    'Read the last error; it is the cause.',
  ),
  ARQ_RESULT_NOT_FOUND: entry(
    false,
    'notSending',
    'The job has ended and its result is not kept.',
    'Raise keepResult or jobResultTtl.',
  ),
  ARQ_RESULT_TOO_LARGE: entry(
    false,
    'notSending',
    'The job has ended, and its result is too large for a message of the broker.',
    'Use a result store, or let the task return a reference to the data.',
  ),
  ARQ_RESULT_TIMEOUT: entry(
    true,
    'notSending',
    'No result within the time that the caller would wait.',
    'Wait longer, or check that a worker consumes the queue.',
  ),
  ARQ_INVALID_ARGUMENTS: entry(
    false,
    'never',
    'The arguments do not fit the task.',
    'Correct the argument the error names.',
  ),
  ARQ_UNKNOWN_FUNCTION: entry(
    false,
    'notSending',
    'The worker has no task of that name.',
    'Correct the name, or add the task to the worker.',
  ),
  ARQ_ENQUEUE_INCOMPLETE: entry(
    true,
    'unknown',
    'Some jobs of a batch were not enqueued.',
    'Read results: it says what became of each job.',
  ),
  ARQ_STORE_CONNECTION: entry(
    true,
    'no',
    'The result store could not be reached.',
    'Check that it runs and that the URL is right.',
  ),
  ARQ_STORE_AUTH: entry(
    false,
    'no',
    'The result store refuses the login, or has no such database.',
    'Correct the user, the password or the database in its URL.',
  ),
  ARQ_STORE_TIMEOUT: entry(
    true,
    'no',
    'The result store did not answer in time.',
    'Check its load.',
  ),
  ARQ_STORE_UNAVAILABLE: entry(
    true,
    'no',
    'The result store answers, but serves nobody for now: it starts, fails over, is busy, or has no room.',
    'It passes by itself after a start or a failover; otherwise give the store room, or make it writable.',
  ),
  ARQ_STORE_DATA: entry(
    false,
    'no',
    'The result store holds something that is not a job record.',
    'Check the key prefix: somebody else may use the same keys.',
  ),
  ARQ_STORE_FAILED: entry(
    false,
    'no',
    'The result store refused a command.',
    'Read its own words.',
  ),
  ARQ_STREAM_OVERTAKEN: entry(
    false,
    'notSending',
    'The reader of a stream was too slow, or came too late: items that it has not read were dropped.',
    'Go on after the id in resumeAfter, read entries(), or let the stream keep more.',
  ),
  ARQ_UNSUPPORTED: entry(
    false,
    'never',
    'What was asked for needs a part that is not configured, or that this transport lacks.',
    'The error names what to configure.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>

/** One of the stable codes in {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES
