/** Which cluster to check, and what to bring there. */
export interface ExistingOptions {
  /** Path of a kubeconfig file. */
  kubeconfig: string
  /** A context of it: the choice of the file itself is not taken, since it may change between two commands. */
  context: string
  /** Image of clusters/existing/agent/Dockerfile, under a name the Nodes can pull or hold already. */
  agentImage: string
}
