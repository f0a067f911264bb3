export const zh = { together: '{n} 件' }
export const en = { together: '{n} cases' }
