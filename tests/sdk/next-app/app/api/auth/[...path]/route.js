import { mountCoatcheck } from '@coatcheck/sdk/next/server'

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = mountCoatcheck()
