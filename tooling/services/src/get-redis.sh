#!/bin/sh
# Gets a Redis of another Debian release: get-redis.sh FOLDER VERSION SUITE MIRROR PACKAGE...
#
# The folder appears under its name only when it is whole.
set -eu
folder=$1 version=$2 suite=$3 mirror=$4
shift 4
draft=$folder.draft

mkdir -p "$(dirname "$folder")"
# The lock goes with the process that holds it: a killed run leaves none behind.
exec 9>"$folder.lock"
flock --nonblock 9 || { echo 'Waiting for another run that gets it'; flock 9; }
[ ! -d "$folder" ] || exit 0

rm -rf "$draft"
. "$(dirname "$0")/own-apt.sh"
own_apt "$draft" "$suite" "$mirror"
mkdir -p "$draft/debs" "$draft/root"
(cd "$draft/debs" && apt-get -q download "$@")
for package in "$draft"/debs/*.deb; do dpkg-deb -x "$package" "$draft/root"; done

# Redis is one program, which does what its name says; Debian names it after its smallest use.
for program in "$draft"/root/usr/bin/*-check-rdb; do cp "$program" "$draft/root/usr/bin/redis-server"; done
find_loader "$draft/root"
found=$(loaded "$draft/root" usr/bin/redis-server --version)
case $found in
*" v=${version#*-}."*) ;;
*)
  echo "Debian $suite has another one now: $found"
  exit 1
  ;;
esac
rm -rf "$draft/apt" "$draft/debs" "$draft/root/usr/share"
mv "$draft" "$folder"
