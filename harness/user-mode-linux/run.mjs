// `npm run uml -- check ...`: runs one podnet command on a kernel of its own in user space (user-mode Linux), which has
// what many kernels lack: ipip, ip_vs with every scheduler, netem. The lab alone runs there; kind needs the machine's kernel.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from '../setup/child.mjs'
import { commandLine, environment, packageRoot } from '../setup/runtime.mjs'
import { refuse, say } from '../setup/say.mjs'
import { setUp } from '../setup/setup.mjs'
import { installTools } from '../setup/tools.mjs'
import { cpuProblem, userModeTools } from './needs.mjs'

/** What the lab uses and the kernel does not load by itself in a namespace. */
const modules = [
  'vxlan veth bridge br_netfilter ipip dummy af_packet sch_netem',
  'ip_tables iptable_nat iptable_filter iptable_mangle iptable_raw nf_conntrack_netlink ip_set_hash_net ip_set_hash_ip ip_set_hash_ipport ip_set_hash_ipportip ip_set_bitmap_port xt_set',
  'xt_recent xt_statistic xt_comment xt_conntrack xt_addrtype xt_mark xt_MASQUERADE xt_nat xt_physdev ipt_REJECT',
  'ip_vs ip_vs_rr ip_vs_lc ip_vs_dh ip_vs_sh ip_vs_sed ip_vs_nq xt_ipvs',
].join(' ')

const memoryMebibytes = 4096

const own = process.argv.slice(2)
if (own.length === 0) refuse('which command? For example: npm run uml -- check --network calico-ipip --runs 3')
const node = setUp()
if (process.getuid() !== 0) refuse('user-mode Linux needs root here: its root is this machine’s own')
const problem = cpuProblem()
if (problem !== undefined) refuse(`user-mode Linux needs ${problem}`)
installTools(userModeTools)

const folder = mkdtempSync(join(tmpdir(), 'podnet-uml-'))
const write = (name, values) => writeFileSync(join(folder, name), values.map((value) => `${value}\0`).join(''))
const { PATH, HOME, LANG = 'C.UTF-8', NO_COLOR = '1', XDG_CACHE_HOME = '' } = environment()
write('argv', [node, commandLine(), ...own])
write(
  'environment',
  Object.entries({ PATH, HOME, LANG, NO_COLOR, XDG_CACHE_HOME }).map(([name, value]) => `${name}=${value}`),
)
writeFileSync(join(folder, 'cwd'), process.cwd())

const kernel = [
  ...['root=/dev/root', 'rootfstype=hostfs', 'rw', 'quiet', `mem=${memoryMebibytes}M`, 'con=null', 'con0=null,fd:2'],
  `init=${join(packageRoot, 'harness', 'user-mode-linux', 'init.sh')}`,
  ...[`PODNET_UML=${folder}`, `PODNET_UML_MODULES=${modules.replaceAll(' ', ',')}`],
]
try {
  await runChild(node, [join(packageRoot, 'harness', 'user-mode-linux', 'warm-agents.ts')], { env: environment() })
  say('starting a kernel of its own: everything takes several times as long as on this machine’s')
  // What the kernel says of itself before it has a console is of no use here.
  await runChild('linux.uml', kernel, { env: environment(), stdio: ['ignore', 'ignore', 'inherit'] })
  const codeFile = join(folder, 'exit-code')
  if (existsSync(join(folder, 'stdout'))) process.stdout.write(readFileSync(join(folder, 'stdout')))
  if (!existsSync(codeFile)) say('the kernel ended before the command did')
  process.exitCode = existsSync(codeFile) ? Number(readFileSync(codeFile, 'utf8')) : 255
} finally {
  rmSync(folder, { recursive: true, force: true })
}
