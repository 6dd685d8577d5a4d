import { createCoatcheck, loadSettings } from '@coatcheck/server'
const port = Number(process.argv[2] ?? 4123)
const c = await createCoatcheck(await loadSettings({}, { COATCHECK_URL: `http://localhost:${port}`, COATCHECK_PORT: String(port), COATCHECK_DATABASE_URL: 'sqlite::memory:', COATCHECK_DATA_FOLDER: '/tmp/pg-data', COATCHECK_LOG_LEVEL: 'warn' }, '/tmp'))
await c.listen()
console.log('up')
