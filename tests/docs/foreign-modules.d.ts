/** What the documentation imports of packages that are not installed here, as their own declarations have it. */

declare module 'expo-secure-store' {
  type SecureStoreOptions = {
    keychainService?: string
    requireAuthentication?: boolean
    authenticationPrompt?: string
    keychainAccessible?: number
    accessGroup?: string
  }
  export const AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: number
  export function getItemAsync(key: string, options?: SecureStoreOptions): Promise<string | null>
  export function setItemAsync(key: string, value: string, options?: SecureStoreOptions): Promise<void>
  export function deleteItemAsync(key: string, options?: SecureStoreOptions): Promise<void>
}

declare module '@react-native-async-storage/async-storage' {
  interface AsyncStorage {
    getItem(key: string): Promise<string | null>
    setItem(key: string, value: string): Promise<void>
    removeItem(key: string): Promise<void>
    getAllKeys(): Promise<string[]>
    clear(): Promise<void>
  }
  const storage: AsyncStorage
  export default storage
}

// Whatever bundles an application knows what to do with a stylesheet.
declare module '*.css' {}
