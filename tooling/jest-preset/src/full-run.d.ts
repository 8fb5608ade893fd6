export declare const isFullRun: boolean
