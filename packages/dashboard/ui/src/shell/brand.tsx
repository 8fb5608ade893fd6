/** Our mark: a message on its way past those that wait. */
export function Brand() {
  return (
    <>
      <svg width="22" height="22" viewBox="0 0 22 22" fill="none" aria-hidden="true">
        <rect x="1" y="1" width="20" height="20" rx="6" fill="currentColor" />
        <path
          class="brand-lines"
          d="M5.5 7.2h4M5.5 11h4M5.5 14.8h4M12 11h4.6M14.2 8.4 16.8 11l-2.6 2.6"
          stroke-width="1.7"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      </svg>
      arq
    </>
  )
}
