/** What a user may put in the place of podnet's own parts. */
export interface KindOptions {
  /** Image of the Nodes. Absent: the one podnet builds, or kind's own where the engine does not have that. */
  nodeImage?: string
  /** As `v1.34.4`: Nodes of this Kubernetes. Never together with `nodeImage`. */
  kubernetesVersion?: string
  /** Files in docker-save format whose images come into the engine, and into the Nodes where the network uses them. */
  imageArchives: readonly string[]
  /** Images in the place of those the network's objects name, by the last part or parts of their repository. */
  networkImages: Readonly<Record<string, string>>
  /** File with the network's objects in the place of its release's. */
  manifest?: string
}

export const defaultKindOptions: KindOptions = { imageArchives: [], networkImages: {} }
