export const zh = {
  title: '我的导出',
  none: '还没有导出文件。生成的文件保留 7 天。',
  waiting: '正在生成',
  rows: '已写 {rows} 行',
  failed: '没有生成：{why}',
  fetch: '下载（{size} KB）',
  drop: '删除',
}
export const en = {
  title: 'My exports',
  none: 'No exports yet. Files are kept for 7 days.',
  waiting: 'Being made',
  rows: '{rows} rows so far',
  failed: 'Not made: {why}',
  fetch: 'Download ({size} KB)',
  drop: 'Delete',
}
