export declare function cpuProblem(): string | undefined
