/** A container engine that answers. */
export interface Engine {
  version: string
  /** The cgroup version its containers get; Kubernetes 1.35 and later refuse 1. */
  cgroupVersion: 1 | 2
  /** Where it keeps images and containers. */
  dataRoot: string
  /** Whether podnet started it, so that podnet may stop it. */
  isOurs: boolean
}

/** There is no usable engine, and podnet cannot make one. Every problem that could be found at once, one sentence each. */
export class EngineUnavailable extends Error {
  override name = 'EngineUnavailable'
  readonly problems: string[]

  constructor(problems: readonly string[], cause?: unknown) {
    super(problems.join('\n'), { cause })
    this.problems = [...problems]
  }
}
