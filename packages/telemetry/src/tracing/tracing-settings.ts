import * as v from 'valibot'

/** Every setting of {@link traceJobs}: its type, check, default and description. */
export const tracingSettingsSchema = v.strictObject({
  system: v.pipe(
    v.optional(v.pipe(v.string('must be text'), v.nonEmpty('must not be empty')), 'rabbitmq'),
    v.description('What spans say as `messaging.system`.'),
    v.metadata({ source: 'OpenTelemetry semantic conventions for messaging' }),
  ),
})

/** What {@link traceJobs} takes. */
export type TracingSettings = v.InferInput<typeof tracingSettingsSchema>
