/** Protected by the proxy alone. */
export default function SecretPage() {
  return 'the secret of the panel'
}
