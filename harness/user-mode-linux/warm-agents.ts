import { run } from '../../clusters/host/process.ts'
import { agentCommand } from '../../clusters/lab/agent-command.ts'

// Runs an agent on this machine, which ends with its stdin, so that Node keeps what it compiled: on a kernel of its own,
// agents that start together on its one processor would each do that anew, at a tenth of the speed.
const [file = '', ...argv] = agentCommand()
await run(file, argv)
