#!/bin/sh
# Gets a root file system with a RabbitMQ of its own: get-rabbit-root.sh ROOT VERSION SUITE MIRROR
#
# It appears under its name only when it is whole. Runs in namespaces of its own, and ends with
# whoever started it: neither mounts nor processes of debootstrap are left, however this ends.
set -eu
root=$1 version=$2 suite=$3 mirror=$4
draft=$root.draft

if [ -z "${ARQ_INSIDE_NAMESPACES:-}" ]; then
  export ARQ_INSIDE_NAMESPACES=1
  exec setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc \
    --propagation private sh "$0" "$@"
fi

mkdir -p "$(dirname "$root")"
# The lock goes with the last process that holds it: a killed run leaves none behind.
exec 9>"$root.lock"
flock --nonblock 9 || { echo 'I: Waiting for another run that gets it'; flock 9; }
[ ! -d "$root" ] || exit 0

# An older debootstrap knows no later release by its name; all are made as sid is.
recipes=/usr/share/debootstrap/scripts
recipe=$recipes/$suite
[ -e "$recipe" ] || recipe=$recipes/sid

rm -rf "$draft"
debootstrap --variant=minbase --force-check-gpg --include=rabbitmq-server "$suite" "$draft" "$mirror" "$recipe"
if [ ! -d "$draft/usr/lib/rabbitmq/lib/rabbitmq_server-$version" ]; then
  echo "E: Debian $suite has another RabbitMQ now: $(ls "$draft/usr/lib/rabbitmq/lib")"
  exit 1
fi
# Some releases come without it, and then Erlang finds no localhost.
echo '127.0.0.1 localhost' >"$draft/etc/hosts"
rm -f "$draft"/var/cache/apt/archives/*.deb
mv "$draft" "$root"
