// Metrics and traces of arq, from its events. What each needs is installed by whoever uses it.

export { type PrometheusMetrics, prometheusMetrics } from './prometheus/prometheus-metrics.js'
export {
  type MetricsOutbox,
  type MetricsRegistry,
  type PrometheusSettings,
  prometheusSettingsSchema,
} from './prometheus/prometheus-settings.js'
export { type JobTracing, traceJobs } from './tracing/trace-jobs.js'
export { type TracingSettings, tracingSettingsSchema } from './tracing/tracing-settings.js'
