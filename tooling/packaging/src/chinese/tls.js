/** @type {Readonly<Record<string, string>>} */
export const tlsMeanings = {
  'tls.ca': '信任的 CA，代替 Node 自带的。服务器证书由自建 CA 签发时需要。',
  'tls.cert': '此客户端出示的证书。服务器要求客户端证书时需要。',
  'tls.key': '`cert` 的私钥。两者不匹配时连接失败。',
  'tls.passphrase': '`key` 加密时的口令。',
  'tls.servername': '服务器证书上必须有的名称。未给出：地址中的主机名。',
  'tls.rejectUnauthorized':
    '为 `false` 时接受任何证书，中间的任何人都可以读取和更改一切：只用于测试。',
}
