export default {
  hello: '您好，{name}',
}
