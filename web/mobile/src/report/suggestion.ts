// Categories that the words of a description speak of, found on the phone by the city's own
// keywords. The server judges anew.
interface Known {
  code: string
  level: number
  name: string
  keywords?: readonly string[]
}

/** The codes of the categories that fit best, the best first; categories of level 1 only group. */
export function suggest(words: string, known: Iterable<Known>, most = 3): string[] {
  const text = words.toLowerCase()
  if (!text.trim()) return []
  return [...known]
    .filter((each) => each.level > 1)
    .map((each) => ({ code: each.code, score: score(text, each) }))
    .filter((each) => each.score > 0)
    .sort((one, other) => other.score - one.score || one.code.localeCompare(other.code))
    .slice(0, most)
    .map((each) => each.code)
}

/** Longer words say more, and the name itself most. */
function score(text: string, { name, keywords = [] }: Known): number {
  const spoken = keywords.filter((each) => text.includes(each.toLowerCase()))
  const named = text.includes(name.toLowerCase()) ? name.length * 2 : 0
  return named + spoken.reduce((sum, each) => sum + each.length, 0)
}
