/** For command lines and native applications on Node: signing in, and staying signed in. */

export { deviceLogin, type DeviceCode, type DeviceLoginOptions } from './device-login.ts'
export { fileTokenStore } from './file-token-store.ts'
export { loopbackLogin, type LoopbackLoginOptions } from './loopback-login.ts'
export { NativeError, type NativeErrorCode } from './native-error.ts'
export type { LoginOptions, NativeOptions } from './native-options.ts'
export { resume, type SignedIn } from './signed-in.ts'
export { memoryTokenStore, type StoredGrant, type TokenStore } from './token-store.ts'
