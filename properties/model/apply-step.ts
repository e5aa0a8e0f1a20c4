import type { Pod, Scenario } from './scenario.ts'
import { type Service, serviceKey } from './service.ts'
import { selects } from './services/endpoints.ts'
import type { ServiceChange, ServiceName, Step } from './step.ts'
import { stepProblem } from './step-problems.ts'

/** What runs before the first Step. */
export function startOf({ steps: _steps, ...start }: Scenario): Scenario {
  return start
}

/** What runs once the Step is made, Steps left out. Throws Error where the Step is not possible. */
export function applyStep(scenario: Scenario, step: Step): Scenario {
  const problem = stepProblem(scenario, step)
  if (problem !== undefined) throw new Error(problem)
  return changed(startOf(scenario), step)
}

/** What runs after each of the scenario's Steps, in their order. Throws Error where one is not possible. */
export function statesOf(scenario: Scenario): Scenario[] {
  const states: Scenario[] = []
  for (const step of scenario.steps ?? []) states.push(applyStep(states.at(-1) ?? startOf(scenario), step))
  return states
}

/** What runs after the last Step. Throws Error where one is not possible. */
export function endOf(scenario: Scenario): Scenario {
  return statesOf(scenario).at(-1) ?? startOf(scenario)
}

/** The same without asking whether it is possible. */
export function changed(scenario: Scenario, step: Step): Scenario {
  const { pods } = scenario
  switch (step.kind) {
    case 'create-pod':
      return { ...scenario, pods: [...pods, step.pod] }
    case 'delete-pod':
      return { ...scenario, pods: without(pods, step.podName) }
    case 'move-pod':
      return { ...scenario, pods: withPod(pods, step.podName, { nodeName: step.nodeName }) }
    case 'reuse-address':
      return { ...scenario, pods: [...without(pods, step.podName), step.pod] }
    case 'scale':
      return { ...scenario, pods: [...pods.filter((pod) => !isOf(scenario, step, pod)), ...step.pods] }
    case 'set-readiness':
      return { ...scenario, pods: withPod(pods, step.podName, { ready: step.ready }) }
    case 'change-service':
      return withServices(scenario, (services) =>
        services.map((service) => (isNamed(service, step) ? withChange(service, step.change) : service)),
      )
    case 'delete-service':
      return withServices(scenario, (services) => services.filter((service) => !isNamed(service, step)))
    case 'create-service':
      return withServices(scenario, (services) => [...services, step.service])
    case 'drain-node':
      return { ...scenario, pods: drained(pods, step.nodeName, step.to) }
    case 'add-node':
      return withAbsent(scenario, ({ absentNodes = [] }) => absentNodes.filter((name) => name !== step.nodeName))
    case 'remove-node':
      return withAbsent(scenario, ({ absentNodes = [] }) => [...absentNodes, step.nodeName])
    case 'flap-link':
    case 'restart':
      return scenario
  }
}

export function isNamed(service: Service, { serviceName, namespace }: ServiceName): boolean {
  return serviceKey(service) === serviceKey({ name: serviceName, ...(namespace !== undefined && { namespace }) })
}

/** Whether the named Service selects the Pod. */
export function isOf({ services = [] }: Scenario, name: ServiceName, pod: Pod): boolean {
  return services.some((service) => isNamed(service, name) && selects(service, pod))
}

const without = (pods: readonly Pod[], name: string): Pod[] => pods.filter((pod) => pod.name !== name)

const withPod = (pods: readonly Pod[], name: string, change: Partial<Pod>): Pod[] =>
  pods.map((pod) => (pod.name === name ? { ...pod, ...change } : pod))

function withServices(scenario: Scenario, change: (services: Service[]) => Service[]): Scenario {
  return { ...scenario, services: change(scenario.services ?? []) }
}

/** A scenario in which every Node is there says nothing of them. */
function withAbsent(scenario: Scenario, change: (scenario: Scenario) => string[]): Scenario {
  const { absentNodes: _before, ...rest } = scenario
  const absentNodes = change(scenario)
  return { ...rest, ...(absentNodes.length > 0 && { absentNodes }) }
}

/** Without affinity there is nothing for its configuration to say, and the API server refuses one. */
function withChange(service: Service, change: ServiceChange): Service {
  const { sessionAffinityConfig, ...rest } = { ...service, ...change }
  const sticks = rest.sessionAffinity === 'ClientIP' && sessionAffinityConfig !== undefined
  return { ...rest, ...(sticks && { sessionAffinityConfig }) }
}

function drained(pods: readonly Pod[], nodeName: string, to: readonly string[]): Pod[] {
  let turn = 0
  return pods.map((pod) => {
    if (pod.nodeName !== nodeName || pod.hostNetwork) return pod
    return { ...pod, nodeName: to[turn++ % to.length] ?? nodeName }
  })
}
