/** A case number by a format such as `{prefix}-{year}-{sequence:05d}`; nothing where it isn't one. */
export function numbered(
  format: string,
  prefix: string,
  year: number,
  sequence: number,
): string | null {
  const seen: string[] = []
  const text = format.replace(
    /\{(prefix|year|sequence)(?::0([1-9])d)?\}/g,
    (whole, field: string, digits: string | undefined) => {
      if (digits && field !== 'sequence') return whole
      seen.push(field)
      if (field === 'prefix') return prefix
      if (field === 'year') return String(year)
      return String(sequence).padStart(Number(digits ?? 0), '0')
    },
  )
  if (seen.sort().join() !== 'prefix,sequence,year' || /[{}]/.test(text)) return null
  return text
}
