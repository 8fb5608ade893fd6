import { noJobLost } from '../faults/no-job-lost.js'

noJobLost(2000)
