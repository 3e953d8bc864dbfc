// Prints each test as it ends, the failures in full, and last the one line that counts.

import path from 'node:path'

/** Characters of one error that are shown; a comparison of two big objects runs to pages. */
const LONGEST = 4000

export default async function* report(source) {
  let passed = 0
  let failed = 0
  const skipped = []
  let file
  for await (const { type, data } of source) {
    if (type === 'test:stderr' || type === 'test:stdout') {
      yield data.message
      continue
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const details = data.details
    // A suite, or the file itself, only repeats what its tests said, unless it broke itself.
    const repeats = details?.error?.failureType === 'subtestsFailed'
    const group = details?.type === 'suite' || (data.file && data.name === data.file)
    const left = data.skip !== undefined && data.skip !== false
    if (repeats || (group && type === 'test:pass' && !left)) continue
    if (data.file && data.file !== file) {
      file = data.file
      yield `\n${path.basename(file, '.test.js')}\n`
    }
    if (left) {
      skipped.push(`${data.name}: ${data.skip === true ? 'skipped' : data.skip}`)
      continue
    }
    const took = `${Math.round(details?.duration_ms ?? 0)} ms`
    if (type === 'test:pass') {
      passed += 1
      yield `  ok    ${data.name} (${took})\n`
    } else {
      failed += 1
      yield `  FAIL  ${data.name} (${took})\n${explain(details?.error)}\n`
    }
  }
  for (const line of skipped) yield `skipped: ${line}\n`
  yield `\n${passed} passed, ${failed} failed\n`
}

function explain(error) {
  const lines = []
  for (let cause = error; cause; cause = cause.cause) {
    const text = cause.code === 'ERR_TEST_FAILURE' ? '' : (cause.stack ?? String(cause))
    if (text) lines.push(text.length > LONGEST ? `${text.slice(0, LONGEST)} ...` : text)
  }
  return (lines.join('\ncaused by: ') || String(error)).replace(/^/gm, '        ')
}
