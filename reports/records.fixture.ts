import type { Counterexample, ProfileResult, RunRecord, VerdictCounts } from '../properties/model/run-record.ts'

/** Run records for tests: each builder gives a healthy value, with what the test changes. */
export function counts(changes: Partial<VerdictCounts> = {}): VerdictCounts {
  return { holds: 100, refuted: 0, inconclusive: 0, unsupported: 0, knownDefects: 0, ...changes }
}

export function profileResult(changes: Partial<ProfileResult> = {}): ProfileResult {
  return {
    profile: 'flannel-vxlan/none/ipv4',
    network: 'flannel-vxlan',
    verdict: 'holds',
    reasons: [],
    casesPlanned: 3,
    cases: 3,
    nodesPerCase: [3, 2, 5],
    podsPerCase: [14, 9, 61],
    pairs: 8400,
    probes: 22_000,
    checks: counts({ holds: 31_000 }),
    properties: { 'every-pod-has-its-own-ip': counts(), 'pods-reach-pods-without-nat': counts() },
    rules: { 'pod-to-pod-same-node': 50, 'pod-to-pod-other-node': 50 },
    coverage: {},
    defects: [],
    counterexamples: [],
    durationMs: 4200,
    ...changes,
  }
}

export function unsupportedProfile(changes: Partial<ProfileResult> = {}): ProfileResult {
  return profileResult({
    profile: 'flannel-ipip/none/ipv4',
    network: 'flannel-ipip',
    verdict: 'unsupported',
    reasons: ['ipip: the kernel has no module ipip'],
    cases: 0,
    nodesPerCase: [],
    podsPerCase: [],
    pairs: 0,
    probes: 0,
    checks: counts({ holds: 0 }),
    properties: {},
    rules: {},
    durationMs: 0,
    ...changes,
  })
}

export function counterexample(changes: Partial<Counterexample> = {}): Counterexample {
  return {
    property: 'pods-reach-pods-without-nat',
    claim: 'Every Pod reaches every other Pod at its IP.',
    rule: 'pod-to-pod-other-node',
    ruleText: 'A Pod reaches a Pod of another Node; address and port arrive unchanged.',
    citation: 'datapath 2.1',
    caseIndex: 3,
    network: 'flannel-vxlan',
    subject: 'pod/a@node1 (10.244.1.5) -> pod/b@node2 (10.244.2.7) TCP 8080',
    expected: '10.244.1.5',
    observed: 'source seen 172.30.0.11',
    persistence: 'persistent',
    attempts: { failed: 3, made: 3 },
    affected: { refuted: 6, judged: 30 },
    pattern: '6 of 6 node1 -> node2, 0 of 24 others',
    otherSubjects: ['pod/a -> pod/c', 'pod/a -> pod/d', 'pod/a -> pod/e', 'pod/a -> pod/f', 'pod/a -> pod/g'],
    topology: {
      podCIDR: '10.244.0.0/16',
      serviceCIDR: '10.96.0.0/16',
      nodes: [
        { name: 'node1', address: '172.30.0.11', podCIDR: '10.244.1.0/24', segment: 0 },
        { name: 'node2', address: '172.30.0.12', podCIDR: '10.244.2.0/24', segment: 0 },
      ],
      externalAddress: '172.30.0.100',
      externalDetourAddress: '172.30.0.101',
      uplinkMtuBytes: 1500,
    },
    scenario: { pods: [pod('a', 'node1'), pod('c', 'node1'), pod('b', 'node2'), pod('d', 'node2')] },
    replay: 'podnet replay podnet-runs/x/flannel-vxlan-case3.yaml',
    ...changes,
  }
}

function pod(name: string, nodeName: string): Counterexample['scenario']['pods'][number] {
  return { name, nodeName, hostNetwork: false, containers: [{ name: 'main', port: 8080 }] }
}

export function refutedProfile(counterexamples = [counterexample()]): ProfileResult {
  return profileResult({
    verdict: 'refuted',
    checks: counts({ holds: 30_994, refuted: 6 }),
    properties: {
      'every-pod-has-its-own-ip': counts(),
      'pods-reach-pods-without-nat': counts({ holds: 94, refuted: 6 }),
    },
    counterexamples,
  })
}

export function runRecord(profiles: ProfileResult[], changes: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 1,
    id: 'run-1',
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:05:10.000Z',
    command: ['check', '--network', 'flannel-vxlan'],
    provider: 'lab',
    seed: 42,
    verdict: 'holds',
    exitCode: 0,
    versions: { podnet: '0.1.0', kernel: '6.18.0' },
    capabilities: { vxlan: true },
    profiles,
    ...changes,
  }
}
