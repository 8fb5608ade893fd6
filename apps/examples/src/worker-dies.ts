import { task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const { RABBITMQ_URL = 'amqp://localhost:5672', DIES } = process.env

/** A job is acknowledged last: when its worker dies, the broker gives it to another one, so it is run a second time. */
const book = task('book', (_ctx, room: string) => {
  if (DIES === 'yes') process.kill(process.pid, 'SIGKILL')
  return `${room} is booked`
})

await Worker.run({ functions: [book], transport: new AmqpTransport({ url: RABBITMQ_URL }) })
