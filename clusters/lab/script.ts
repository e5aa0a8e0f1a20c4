import type { Step } from '../networks/step.ts'

/** What to do in one network namespace. Without a name: in the holder's own, where namespaces are made. */
export interface Task {
  namespace?: string
  steps: readonly Step[]
}

/** Tasks that may run at the same time. */
export type Stage = readonly Task[]

/**
 * One shell script for all stages, one after the other, to be run inside a cluster's holder: one process to start
 * instead of one per namespace. `width` tasks of a stage run at once. Ends with another code than 0 and the tool's
 * words, after the namespace's name, when a step fails.
 */
export function renderScript(stages: readonly Stage[], width: number): string {
  return ['set -e', ...stages.map((stage) => renderStage(stage, width))].join('\n')
}

function renderStage(stage: Stage, width: number): string {
  const tasks = stage.filter(({ steps }) => steps.length > 0)
  const lanes = Array.from({ length: Math.min(width, tasks.length) }, (_, lane) =>
    tasks.filter((_task, index) => index % width === lane).map(renderTask),
  )
  return [
    "lanes=''",
    ...lanes.map((lane) => `(\nset -e\n${lane.join('\n')}\n) & lanes="$lanes $!"`),
    'failed=0',
    'for lane in $lanes; do wait "$lane" || failed=1; done',
    '[ "$failed" = 0 ]',
  ].join('\n')
}

function renderTask({ namespace, steps }: Task): string {
  const words = steps.map(renderStep).join('\n')
  if (namespace === undefined) return words
  return [
    `nsenter --net=/run/netns/${namespace} sh -e <<'END_TASK' || { echo "in namespace ${namespace}" >&2; exit 1; }`,
    words,
    'END_TASK',
  ].join('\n')
}

const commands = {
  ip: 'ip -batch -',
  bridge: 'bridge -batch -',
  'iptables-restore': 'iptables-restore --noflush --wait 10',
  nft: 'nft -f -',
  ipset: 'ipset restore',
  ipvsadm: 'ipvsadm --restore',
}

function renderStep(step: Step): string {
  if (step.tool === 'sysctl') return renderSysctls(step.values, step.ifPresent === true)
  const tolerate = step.mayFail === true ? ' 2>/dev/null || true' : ''
  return [`${commands[step.tool]} <<'END_STEP'${tolerate}`, ...step.lines, 'END_STEP'].join('\n')
}

function renderSysctls(values: Readonly<Record<string, string>>, ifPresent: boolean): string {
  return Object.entries(values)
    .map(([path, value]) => {
      const file = `/proc/sys/${path}`
      const write = `echo '${value}' >${file}`
      return ifPresent ? `if [ -e ${file} ]; then ${write}; fi` : write
    })
    .join('\n')
}
