export const zh = {
  menu: '功能菜单',
  skip: '跳到内容',
  account: '我的账号',
  mayNot: '您的岗位没有这里的权限',
}
export const en = {
  menu: 'Menu',
  skip: 'Skip to the content',
  account: 'My account',
  mayNot: 'Your role has no access here',
}
