export { MissingService } from './missing-service.js'
export { createRabbit } from './rabbit.js'
export { createRedis } from './redis.js'
export { startServices } from './start-services.js'
