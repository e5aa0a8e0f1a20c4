import type { Pod } from './scenario.ts'
import type { Service } from './service.ts'

/** What of a Service may change while it runs. A key that is there takes the place of the Service's own. */
export type ServiceChange = Partial<
  Pick<
    Service,
    | 'selector'
    | 'ports'
    | 'externalTrafficPolicy'
    | 'internalTrafficPolicy'
    | 'sessionAffinity'
    | 'sessionAffinityConfig'
  >
>

/** A Service as a Step names it; the scenario's own namespace where none is given. */
export interface ServiceName {
  serviceName: string
  namespace?: string
}

/** What is started again, everywhere at once. `network-daemon`: flanneld or calico-node, on every Node. */
export type Restarted = 'proxy' | 'dns' | 'network-daemon'

/** One change to a running scenario. Each says all it needs, so that the others may be left out. */
export type Step =
  | { kind: 'create-pod'; pod: Pod }
  | { kind: 'delete-pod'; podName: string }
  /** Deleted, and made again under its name on another Node. */
  | { kind: 'move-pod'; podName: string; nodeName: string }
  /** The Pod is deleted, and the new one gets its address, where the cluster can do that. */
  | { kind: 'reuse-address'; podName: string; pod: Pod }
  /** All Pods that the Service selects go and these come: to zero with none of them, and back. */
  | ({ kind: 'scale'; pods: Pod[] } & ServiceName)
  | { kind: 'set-readiness'; podName: string; ready: boolean }
  | ({ kind: 'change-service'; change: ServiceChange } & ServiceName)
  | ({ kind: 'delete-service' } & ServiceName)
  | { kind: 'create-service'; service: Service }
  /** The Node's Pods are made again on other Nodes, in turn. Host-network Pods stay, as those of a DaemonSet do. */
  | { kind: 'drain-node'; nodeName: string; to: string[] }
  /** An absent Node becomes part of the cluster: it gets what every Node has, and the others learn of it. */
  | { kind: 'add-node'; nodeName: string }
  /** A Node without Pods is no part of the cluster any more, and the others forget it. When it comes again it is as new. */
  | { kind: 'remove-node'; nodeName: string }
  /** The cable of the Node's uplink is pulled out and put in again at once. */
  | { kind: 'flap-link'; nodeName: string }
  | { kind: 'restart'; what: Restarted }

export type StepKind = Step['kind']

/** What only some clusters can do of a Step: what it does beside changing Pods and Services. */
export type Disturbance = 'reuse-address' | 'flap-link' | 'change-nodes' | `restart-${Restarted}`

/** What the Step takes beside other Pods and Services; undefined where that is all. */
export function disturbanceOf(step: Step): Disturbance | undefined {
  if (step.kind === 'restart') return `restart-${step.what}`
  if (changesNodes(step)) return 'change-nodes'
  return step.kind === 'reuse-address' || step.kind === 'flap-link' ? step.kind : undefined
}

/** Whether a Node comes or goes. */
export const changesNodes = ({ kind }: Step): boolean => kind === 'add-node' || kind === 'remove-node'

/** A Step in a few words: `move-pod pod3 to node2`. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'create-pod':
      return `create-pod ${step.pod.name} on ${step.pod.nodeName}`
    case 'move-pod':
      return `move-pod ${step.podName} to ${step.nodeName}`
    case 'reuse-address':
      return `reuse-address of ${step.podName} for ${step.pod.name}`
    case 'scale':
      return `scale ${step.serviceName} to ${step.pods.length}`
    case 'set-readiness':
      return `set-readiness of ${step.podName} to ${step.ready}`
    case 'change-service':
      return `change-service ${step.serviceName}: ${Object.keys(step.change).join(', ')}`
    case 'create-service':
      return `create-service ${step.service.name}`
    case 'drain-node':
      return `drain-node ${step.nodeName} to ${step.to.join(', ')}`
    case 'restart':
      return `restart ${step.what}`
    case 'delete-pod':
      return `delete-pod ${step.podName}`
    case 'delete-service':
      return `delete-service ${step.serviceName}`
    case 'add-node':
    case 'remove-node':
    case 'flap-link':
      return `${step.kind} ${step.nodeName}`
  }
}
