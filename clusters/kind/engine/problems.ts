import { type EngineFacts, readEngineFacts } from './facts.ts'
import { areEnough, neededInotify } from './inotify.ts'

export interface EngineProblem {
  id: 'no-engine' | 'engine-refused' | 'cgroup-version' | 'inotify' | 'disk'
  /** What is wrong and what to do about it. */
  sentence: string
}

export interface EngineNeeds {
  /** podnet may install and start an engine, so that none is needed yet. */
  canStart: boolean
  /** As `v1.34.4`. Without it nothing is asked about cgroups. */
  kubernetesVersion?: string
}

const neededGB = 6

/** Everything that keeps clusters from running on the engine, all at once; empty when nothing does. */
export async function engineProblems({
  signal,
  ...needs
}: EngineNeeds & { signal?: AbortSignal }): Promise<EngineProblem[]> {
  return describeProblems(await readEngineFacts(signal), needs)
}

/** The problems in facts that were read. */
export function describeProblems(facts: EngineFacts, needs: EngineNeeds): EngineProblem[] {
  const found: [EngineProblem['id'], string | undefined][] = [
    ['no-engine', missingEngine(facts, needs)],
    ['engine-refused', refusedEngine(facts)],
    ['cgroup-version', refusedCgroup(facts, needs)],
    ['inotify', lowInotify(facts, needs)],
    ['disk', lowDisk(facts)],
  ]
  return found.flatMap(([id, sentence]) => (sentence === undefined ? [] : [{ id, sentence }]))
}

function missingEngine({ reach, isRoot }: EngineFacts, { canStart }: EngineNeeds): string | undefined {
  if ((reach.state !== 'no client' && reach.state !== 'not running') || canStart) return undefined
  const advice =
    reach.state === 'no client' ? 'install Docker' : 'start Docker, or point DOCKER_HOST at an engine that runs'
  const orRoot = isRoot ? '' : ', or run podnet as root on Debian or Ubuntu, where it brings its own'
  return `no container engine answers (${reach.words}): ${advice}${orRoot}`
}

function refusedEngine({ reach }: EngineFacts): string | undefined {
  if (reach.state !== 'refused') return undefined
  return `the container engine refuses this user (${reach.words}): add the user to the group docker (sudo usermod -aG docker USER, then log in again), or run podnet as root`
}

function refusedCgroup(facts: EngineFacts, { kubernetesVersion }: EngineNeeds): string | undefined {
  const version = facts.reach.state === 'reachable' ? facts.reach.cgroupVersion : facts.machineCgroupVersion
  if (version === 2 || kubernetesVersion === undefined || !refusesCgroup1(kubernetesVersion)) return undefined
  return `Kubernetes ${kubernetesVersion} refuses cgroup v1, which this machine has: take --kubernetes-version v1.34.4, or boot with systemd.unified_cgroup_hierarchy=1`
}

/** From 1.35 on kubelet does not start on cgroup v1 unless its configuration says so. */
export function refusesCgroup1(kubernetesVersion: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(kubernetesVersion) ?? []
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 35)
}

/** Root raises them where it makes an engine ready, and nowhere else. */
function lowInotify({ inotify, isRoot }: EngineFacts, { canStart }: EngineNeeds): string | undefined {
  if (areEnough(inotify) || (isRoot && canStart)) return undefined
  const { instances, watches } = neededInotify
  const wanted = `fs.inotify.max_user_instances=${instances} fs.inotify.max_user_watches=${watches}`
  return `inotify limits are too low for several nodes (${inotify.instances} instances, ${inotify.watches} watches): ${isRoot ? '`podnet images build` raises them, or' : 'sudo'} sysctl -w ${wanted}`
}

function lowDisk({ freeBytes, dataRoot }: EngineFacts): string | undefined {
  const free = freeBytes / 1e9
  if (free >= neededGB) return undefined
  return `not enough disk: ${free.toFixed(1)} GB are free at ${dataRoot}, and a cluster with its images needs ${neededGB} GB`
}
