/** The server has parts that are not JavaScript: Next leaves it as it is. */

import type { NextConfig } from 'next'

const config: NextConfig = { serverExternalPackages: ['@coatcheck/server'] }

export default config
