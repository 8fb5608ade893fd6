import { describeAdministrator } from '../integration/administrator-tests.js'

// What brokers before 5.0 do: they tell consumers of a reset themselves.
describeAdministrator('told by a request', { useServerSideResetOffset: 'false' })
