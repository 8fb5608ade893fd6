import { describeAdministrator } from './administrator-tests.js'

describeAdministrator('told with the next pull', {})
