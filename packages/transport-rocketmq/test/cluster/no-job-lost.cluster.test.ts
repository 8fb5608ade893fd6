import { noJobLost } from '../faults/no-job-lost.js'

noJobLost(20_000)
