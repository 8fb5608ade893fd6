/** The region of brokers that do not say theirs. Source: MixAll.java DEFAULT_TRACE_REGION_ID. */
export const DEFAULT_REGION = 'DefaultRegion'
