/** Protected by the proxy alone; Next also serves its props as data. */
export default function ReportPage({ secret }) {
  return secret
}

export const getServerSideProps = () => ({ props: { secret: 'the secret of the report' } })
