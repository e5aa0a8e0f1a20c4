/**
 * Who may import what, and who may use which global. Patterns are those of `path.matchesGlob`. Targets are paths from
 * the project's root, `node:` modules or package names.
 */
export interface Rule {
  name: string
  /** Modules the rule speaks about, without those in `except`. */
  from: string[]
  except?: string[]
  /** Everything else is forbidden. */
  allows?: string[]
  /** Allowed as well where the import is a type. */
  allowsTypes?: string[]
  forbids?: string[]
  /** Globals, as `Date.now` or `console.*`. */
  forbidsGlobals?: string[]
  reason: string
  instead: string
}

export const rules: Rule[] = [
  {
    name: 'the-model-is-pure',
    from: ['properties/model/**'],
    allows: ['properties/model/**', 'ip-address', 'zod'],
    reason: 'the model judges recorded runs offline and knows nothing of how they were made',
    instead: 'move the code that needs it out of properties/model, or hand the value in as an argument',
  },
  {
    name: 'properties-know-no-world',
    from: ['properties/**'],
    except: ['properties/model/**'],
    allows: ['properties/**', 'ip-address', 'zod', 'fast-check'],
    reason: 'a property says what must be true; clusters and the harness find out whether it is',
    instead: 'state the fact as an observation of the model and let clusters record it',
  },
  {
    name: 'properties-have-no-clock',
    from: ['properties/**'],
    forbidsGlobals: ['Date.now', 'performance.now', 'Math.random', 'setTimeout', 'setInterval', 'setImmediate'],
    reason: 'the same scenario and observations must give the same verdict everywhere',
    instead: 'take time and randomness as arguments; generators get theirs from fast-check',
  },
  {
    name: 'clusters-know-only-the-model',
    from: ['clusters/**'],
    forbids: ['harness/**', 'reports/**', 'properties/!(model)', 'properties/!(model)/**'],
    reason: 'a cluster is built and observed without knowing what will be asked of it',
    instead: 'move what both need into properties/model, or let the harness hand it in',
  },
  {
    name: 'reports-see-the-run-record',
    from: ['reports/**'],
    allows: [
      'reports/**',
      'properties/model/run-record.ts',
      'echarts',
      'preact',
      'preact-render-to-string',
      'junit-report-builder',
      'picocolors',
      'simple-statistics',
      'yaml',
      'node:fs',
      'node:fs/promises',
      'node:path',
    ],
    allowsTypes: ['properties/model/**'],
    reason: 'what is not in the run record cannot be shown again from a saved run',
    instead: 'put the fact into properties/model/run-record.ts; values of other model files come in with the record',
  },
  {
    name: 'one-place-spawns',
    from: ['**'],
    except: ['clusters/host/**', 'clusters/agent/**', '**/*.fixture.ts'],
    forbids: ['node:child_process', 'execa'],
    reason: 'every process needs a deadline, a captured output and an end',
    instead: 'use the runner of clusters/host',
  },
  {
    name: 'one-place-waits',
    from: ['**'],
    except: ['clusters/host/**', 'clusters/agent/**', 'harness/bench/**'],
    forbids: ['node:timers', 'node:timers/promises'],
    forbidsGlobals: ['setTimeout', 'setInterval'],
    reason: 'a wait needs a condition, a deadline with a name and a clock that tests can replace',
    instead: 'use the Clock of clusters/host, or AbortSignal.timeout for a limit',
  },
  {
    name: 'one-place-exits',
    from: ['**'],
    except: ['harness/exit.ts', 'clusters/agent/main.ts'],
    forbids: ['node:process'],
    forbidsGlobals: ['process.exit', 'process.exitCode', 'process.reallyExit'],
    reason: 'an exit from the middle skips cleaning up and the reports',
    instead: 'throw, or return the exit code to harness/exit.ts',
  },
  {
    name: 'one-place-prints',
    from: ['**'],
    except: ['harness/print.ts', 'harness/bench/**', 'clusters/agent/**', 'vitest.config.ts'],
    forbids: ['node:console'],
    forbidsGlobals: ['console.*', 'process.stdout', 'process.stderr'],
    reason: 'stdout is data that scripts read, and progress must not tear it',
    instead: 'return text and let harness/print.ts write it',
  },
]
