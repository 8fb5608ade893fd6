#!/bin/sh
# As debootstrap, but with nothing in it, and as slow or as bad as a test wants:
# debootstrap OPTION OPTION OPTION SUITE FOLDER MIRROR
echo called >>"$FAKE_CALLS"
mkdir -p "$5/etc" "$5/var/cache/apt/archives" "$5/usr/lib/rabbitmq/lib/rabbitmq_server-$FAKE_VERSION"
if [ -n "${FAKE_FAILURE:-}" ]; then
  echo "E: $FAKE_FAILURE" >&2
  exit 1
fi
sleep "$FAKE_SECONDS"
