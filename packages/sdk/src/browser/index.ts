/** A client for web pages, workers, and applications without cookies: who is signed in, and tokens that never run out. */

export { ClientError } from './client-error.ts'
export type { ClientOptions, InitialState, TokenClientOptions } from './client-options.ts'
export type {
  ApiCall,
  ApiResult,
  ClientDevice,
  ClientEvent,
  ClientSession,
  ClientState,
  ClientStatus,
  ClientToken,
  ClientUser,
  CoatcheckClient,
  GetTokenOptions,
  PasswordCredentials,
  Proof,
  SignInInput,
  SignOutOptions,
  SignUpInput,
  UpstreamReturn,
} from './client.ts'
export { createClient } from './create-client.ts'
export { createTokenClient } from './create-token-client.ts'
export type { Channel, Environment, Locks, Page, Wake } from './environment.ts'
export type { CallFailure, SignInOutcome, SignUpOutcome, StepOutcome, TransportCode } from './outcome.ts'
export { has } from './has.ts'
export type { DeviceKey, SessionStorage } from './session-storage.ts'
export { getTokenWithOptions, TOKEN_OPTIONS } from './token-options.ts'
export type { TraceEntry } from './trace.ts'
