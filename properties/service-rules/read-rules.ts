/** What the rules of one Node say of one Service port. */
export interface ReadPort {
  /** `ADDRESS:PORT`, each once. */
  endpoints: readonly string[]
  /** Whether all of them are as likely as each other. */
  even: boolean
  /** Seconds for which clients are remembered: every value found. Empty: nobody is. */
  seconds: readonly number[]
  /** How IPVS chooses; absent in other modes. */
  scheduler?: string
}

/** A Node's proxy as its rules show it, whatever the mode writes them in. */
export interface ReadRules {
  /** What leads packets to the proxy and is missing or in the wrong place, in words. */
  missingJumps: readonly string[]
  /** By `PROTOCOL ADDRESS:PORT`. */
  ports: ReadonlyMap<string, ReadPort>
  /** `PROTOCOL PORT`. */
  nodePorts: ReadonlySet<string>
}

export const portId = (protocol: string, address: string, port: number | string): string =>
  `${protocol} ${address}:${port}`
