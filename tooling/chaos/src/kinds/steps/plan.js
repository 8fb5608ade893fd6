/** What a job of the kind `steps` does, and where it sleeps. */
export const STEPS = ['reserve', 'charge', 'pack', 'send', 'tell']

/**
 * Its second try has to pass over all that the first one has done.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export const planSteps = () => ({ failures: 1, throws: 'retry' })
