import { afterEach, describe, expect, test } from 'vitest'
import { AgentError, childAgent, nodePath, type StartedAgent, startAgent } from './agent-client.ts'

const hello = `console.log(JSON.stringify({ kind: 'hello', protocol: 1, pid: process.pid, startId: 's' }));`
const eachLine = (body: string) => `
  let rest = ''
  process.stdin.on('data', (text) => {
    const lines = (rest + text).split('\\n')
    rest = lines.pop()
    for (const line of lines) { ${body} }
  })`

const started: StartedAgent[] = []
/** A stand-in for the agent: a short script. */
async function start(script: string): Promise<StartedAgent> {
  const agent = await startAgent(childAgent([nodePath, '-e', script]), { name: 'node1' })
  started.push(agent)
  return agent
}
afterEach(async () => {
  for (const agent of started.splice(0)) await agent.stop()
})

const enter = (place: 'node/a' | 'node/b') => ({ kind: 'leave' as const, places: [place] })

describe('startAgent', () => {
  test('throws with exit code and last words where the process ends before its hello', async () => {
    const starting = start(`console.error('no such namespace'); process.exit(3)`)
    await expect(starting).rejects.toThrow(/^agent node1: ended with exit code 3; its last words:\nno such namespace$/)
  })

  test('throws where the program does not exist', async () => {
    await expect(startAgent(childAgent(['/nonexistent/program']), { name: 'node1' })).rejects.toThrow(
      /cannot be started.*ENOENT/,
    )
  })

  test('throws where the first line is no hello', async () => {
    await expect(start(`console.log('{}'); process.stdin.resume()`)).rejects.toThrow(/nonsense/)
  })

  test('gives up with the reason of the signal', async () => {
    const signal = AbortSignal.timeout(100)
    const starting = startAgent(childAgent([nodePath, '-e', 'process.stdin.resume()']), { name: 'node1', signal })
    await expect(starting).rejects.toThrow(/timeout/)
  })
})

describe('a started agent', () => {
  test('an error response is thrown with its errno', async () => {
    const agent = await start(
      hello + eachLine(`console.log(JSON.stringify({ kind: 'error', message: 'bind', errno: 'EADDRINUSE' }))`),
    )
    const error = await agent.request(enter('node/a')).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(AgentError)
    expect(error).toMatchObject({ message: 'agent node1: bind', errno: 'EADDRINUSE', ended: false, agent: 'node1' })
    expect(agent.alive).toBe(true)
  })

  test('requests go out one at a time, in order', async () => {
    const agent = await start(
      hello +
        eachLine(
          `setTimeout(() => console.log(JSON.stringify({ kind: 'results', results: [JSON.parse(line).places[0]] })), 5)`,
        ),
    )
    const responses = await Promise.all([agent.request(enter('node/a')), agent.request(enter('node/b'))])
    expect(responses).toMatchObject([{ results: ['node/a'] }, { results: ['node/b'] }])
  })

  test('a late response is not taken for the next one', async () => {
    const agent = await start(
      hello +
        eachLine(
          `setTimeout(() => console.log(JSON.stringify({ kind: 'results', results: [JSON.parse(line).places[0]] })), 200)`,
        ),
    )
    const late = agent.request(enter('node/a'), { timeoutMs: 50 })
    await expect(late).rejects.toThrow('no response to leave after 50 milliseconds')
    expect(await agent.request(enter('node/b'))).toMatchObject({ results: ['node/b'] })
  })

  test('an aborted request rejects with the reason', async () => {
    const agent = await start(hello + eachLine(''))
    const request = agent.request(enter('node/a'), { signal: AbortSignal.timeout(50) })
    await expect(request).rejects.toThrow(/timeout/)
  })

  test('when the process ends, pending and later requests reject with how', async () => {
    const agent = await start(hello + eachLine(`console.error('out of memory'); process.exit(7)`))
    const pending = [agent.request(enter('node/a')), agent.request(enter('node/b'))]
    for (const request of pending) await expect(request).rejects.toThrow(/exit code 7; its last words:\nout of memory/)
    expect(agent.alive).toBe(false)
    await expect(agent.request(enter('node/a'))).rejects.toMatchObject({ ended: true })
  })

  test('an answer that is no JSON ends the agent', async () => {
    const agent = await start(hello + eachLine(`console.log('Segmentation fault')`))
    await expect(agent.request(enter('node/a'))).rejects.toThrow(/nonsense/)
    expect(agent.alive).toBe(false)
  })

  test('stop kills a process that stays', async () => {
    const agent = await start(`${hello} process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`)
    const startedAt = performance.now()
    await agent.stop()
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(agent.alive).toBe(false)
    expect(() => process.kill(agent.hello.pid, 0)).toThrow('ESRCH')
  })
})
