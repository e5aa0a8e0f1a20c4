import { changed, isNamed, isOf, startOf } from './apply-step.ts'
import { placeKind, placeName } from './place.ts'
import { isTerminating, type Pod, type Scenario } from './scenario.ts'
import { serviceKey } from './service.ts'
import type { ServiceName, Step } from './step.ts'

/** A Step that is not possible when its turn comes, by its place among the Steps. */
export interface StepProblem {
  step: number
  message: string
}

/**
 * Every Step of a scenario that is not possible when its turn comes; each of the others is judged as if those were not
 * there. Node names are compared where they are given.
 */
export function stepProblems(scenario: Scenario, nodeNames?: readonly string[]): StepProblem[] {
  const problems: StepProblem[] = []
  let state = startOf(scenario)
  for (const [index, step] of (scenario.steps ?? []).entries()) {
    const message = stepProblem(state, step, nodeNames)
    if (message === undefined) state = changed(state, step)
    else problems.push({ step: index, message })
  }
  return problems
}

/** Why a Step is not possible in a scenario; undefined where it is. */
export function stepProblem(state: Scenario, step: Step, nodeNames?: readonly string[]): string | undefined {
  return namesProblem(state, step, nodeNames) ?? resultProblem(state, changed(state, step))
}

function namesProblem(state: Scenario, step: Step, nodeNames: readonly string[] | undefined): string | undefined {
  const noNode = (name: string) => missingNode(state, name, nodeNames)
  switch (step.kind) {
    case 'create-pod':
      return takenPod(state, step.pod) ?? noNode(step.pod.nodeName)
    case 'delete-pod':
      return missingPod(state, step.podName)
    case 'set-readiness':
      return missingPod(state, step.podName) ?? endingPod(state, step.podName)
    case 'move-pod':
      return (
        missingPod(state, step.podName) ??
        noNode(step.nodeName) ??
        (podNamed(state, step.podName)?.nodeName === step.nodeName
          ? `Pod "${step.podName}" is on ${step.nodeName} already`
          : undefined)
      )
    case 'reuse-address':
      return missingPod(state, step.podName) ?? heirProblem(state, step)
    case 'scale':
      return (
        missingService(state, step) ?? scaleProblem(state, step) ?? firstOf(step.pods, (pod) => noNode(pod.nodeName))
      )
    case 'change-service':
      return missingService(state, step)
    case 'delete-service':
      return missingService(state, step)
    case 'create-service':
      return (state.services ?? []).some((service) => serviceKey(service) === serviceKey(step.service))
        ? `services "${step.service.name}" already exists`
        : undefined
    case 'drain-node':
      if (step.to.length === 0 || step.to.includes(step.nodeName))
        return 'a drained Node needs other Nodes for its Pods'
      return noNode(step.nodeName) ?? firstOf(step.to, noNode)
    case 'add-node':
      return isAbsent(state, step.nodeName)
        ? undefined
        : (noNode(step.nodeName) ?? `Node "${step.nodeName}" is there already`)
    case 'remove-node':
      return noNode(step.nodeName) ?? leavingProblem(state, step.nodeName, nodeNames)
    case 'flap-link':
      return noNode(step.nodeName)
    case 'restart':
      return undefined
  }
}

const isAbsent = ({ absentNodes = [] }: Scenario, name: string): boolean => absentNodes.includes(name)

function missingNode(state: Scenario, name: string, nodeNames: readonly string[] | undefined): string | undefined {
  if (nodeNames?.includes(name) === false) return `there is no Node "${name}"`
  return isAbsent(state, name) ? `Node "${name}" is absent then` : undefined
}

/** Fewest Nodes of a cluster: with one there is nothing between Nodes to look at. */
export const fewestNodes = 2

function leavingProblem(state: Scenario, name: string, nodeNames: readonly string[] | undefined): string | undefined {
  const there = state.pods.find(({ nodeName }) => nodeName === name)
  if (there !== undefined) return `Pod "${there.name}" is on ${name} still`
  const left = nodeNames?.filter((one) => one !== name && !isAbsent(state, one)).length ?? fewestNodes
  return left < fewestNodes ? `a cluster has ${fewestNodes} Nodes at least` : undefined
}

const podNamed = ({ pods }: Scenario, name: string): Pod | undefined => pods.find((pod) => pod.name === name)

const missingPod = (state: Scenario, name: string): string | undefined =>
  podNamed(state, name) === undefined ? `there is no Pod "${name}" then` : undefined

/** kubelet sets the readiness of a Pod that ends no more, whatever its readiness gates say. */
const endingPod = (state: Scenario, name: string): string | undefined =>
  isTerminating(podNamed(state, name) ?? {}) ? `Pod "${name}" is terminating: its readiness stays` : undefined

const takenPod = (state: Scenario, { name }: Pod): string | undefined =>
  podNamed(state, name) === undefined ? undefined : `there is a Pod "${name}" already`

function missingService({ services = [] }: Scenario, name: ServiceName): string | undefined {
  return services.some((service) => isNamed(service, name))
    ? undefined
    : `there is no Service "${name.serviceName}" then`
}

/** Only a Pod of the Pod network has an address of its own to hand on, and only its Node may hand it out again. */
function heirProblem(state: Scenario, { podName, pod }: Step & { kind: 'reuse-address' }): string | undefined {
  const before = podNamed(state, podName)
  if (before?.hostNetwork || pod.hostNetwork) return 'a host-network Pod has no address of its own'
  if (before?.nodeName !== pod.nodeName) return `the address of "${podName}" belongs to ${before?.nodeName}`
  return pod.name === podName ? undefined : takenPod(state, pod)
}

function scaleProblem(state: Scenario, step: Step & { kind: 'scale' }): string | undefined {
  if (firstNamed(state, step)?.selector === undefined) return `Service "${step.serviceName}" selects no Pods`
  const others = { pods: state.pods.filter((pod) => !isOf(state, step, pod)) }
  const foreign = step.pods.find((pod) => !isOf(state, step, pod))
  if (foreign !== undefined) return `Service "${step.serviceName}" does not select Pod "${foreign.name}"`
  return firstOf(step.pods, (pod) => takenPod(others, pod))
}

const firstNamed = ({ services = [] }: Scenario, name: ServiceName) =>
  services.find((service) => isNamed(service, name))

function firstOf<T>(list: readonly T[], problemOf: (one: T) => string | undefined): string | undefined {
  for (const one of list) {
    const problem = problemOf(one)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** What Pods of one Node cannot have twice, and EndpointSlices of one's own cannot do without. */
function resultProblem(before: Scenario, after: Scenario): string | undefined {
  if (after === before) return undefined
  return namesTwice(after) ?? portTwice(after) ?? missingTarget(after)
}

function namesTwice({ pods }: Scenario): string | undefined {
  const names = new Set<string>()
  for (const { name } of pods) {
    if (names.has(name)) return `there are two Pods "${name}" then`
    names.add(name)
  }
  return undefined
}

function portTwice({ pods }: Scenario): string | undefined {
  const takenBy = new Map<string, string>()
  for (const { name, nodeName, hostNetwork, containers } of pods)
    for (const { port, ports = [] } of containers) {
      const hostPorts = ports.flatMap(({ protocol, hostPort }) =>
        hostPort === undefined ? [] : [`${protocol} ${hostPort}`],
      )
      for (const taken of new Set([...(hostNetwork ? [`port ${port}`] : []), ...(hostNetwork ? [] : hostPorts)])) {
        const key = `${nodeName} ${taken}`
        const other = takenBy.get(key)
        if (other !== undefined) return `${taken} of ${nodeName} is that of Pod "${other}": no room for "${name}"`
        takenBy.set(key, name)
      }
    }
  return undefined
}

function missingTarget({ pods, services = [], absentNodes = [] }: Scenario): string | undefined {
  const names = new Set(pods.map(({ name }) => name))
  for (const { name, endpointSlices = [] } of services)
    for (const { endpoints } of endpointSlices)
      for (const { target } of endpoints)
        if (placeKind(target) === 'pod' && !names.has(placeName(target)))
          return `the EndpointSlices of Service "${name}" need Pod "${placeName(target)}"`
        else if (placeKind(target) === 'node' && absentNodes.includes(placeName(target)))
          return `the EndpointSlices of Service "${name}" need Node "${placeName(target)}"`
  return undefined
}
