/** How RocketMQ is called, and how to get it; apart, because the jars need it before the kind. */
export const rocketMQNames = /** @type {const} */ ({
  name: 'rocketmq',
  title: 'RocketMQ',
  howToInstall:
    'install a JDK, 11 or later (apt-get install default-jdk-headless, brew install openjdk)',
  environment: { url: 'ARQ_TEST_ROCKETMQ_NAMESERVER' },
})
