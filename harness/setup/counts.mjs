/** Passed, failed and skipped tests of a run, with the names of the skipped ones. */
export function noTests() {
  return { passed: 0, failed: 0, skipped: 0, skips: [] }
}

export function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    skips: [...a.skips, ...b.skips],
  }
}

/** A stage that is one test by itself, such as the linter. */
export function countStage(exitCode) {
  return { ...noTests(), ...(exitCode === 0 ? { passed: 1 } : { failed: 1 }) }
}

/**
 * Counts vitest's JSON report. A file that could not be loaded has no tests and is one failure; so is a run that
 * ended badly although no test did, or one without a report.
 */
export function countVitest(report, exitCode) {
  if (report === undefined) return countStage(1)
  const counts = (report.testResults ?? []).map(countFile).reduce(add, noTests())
  if (counts.failed === 0 && exitCode !== 0) return add(counts, countStage(exitCode))
  if (counts.passed === 0 && counts.failed === 0) return add(counts, countStage(1))
  return counts
}

function countFile(file) {
  const tests = file.assertionResults ?? []
  const failed = tests.filter(({ status }) => status === 'failed').length
  const skips = tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName)
  const broken = file.status === 'failed' && failed === 0 ? 1 : 0
  const passed = tests.length - failed - skips.length
  return { passed, failed: failed + broken, skipped: skips.length, skips }
}

/** In CI a skip that nobody announced is a failure: a test that silently stops running looks like one that passes. */
export function judgeSkips(counts, expectedSkips) {
  const unexpected = counts.skips.filter((name) => !expectedSkips.some(({ title }) => title.test(name)))
  return {
    unexpected,
    counts: { ...counts, failed: counts.failed + unexpected.length, skipped: counts.skipped - unexpected.length },
  }
}

export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
