export declare function cpuProblem(): string | undefined
export declare const userModeTools: Readonly<Record<string, string>>
