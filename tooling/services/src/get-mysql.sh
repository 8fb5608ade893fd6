#!/bin/sh
# Gets a MySQL of another Debian release: get-mysql.sh FOLDER SUITE MIRROR
#
# The folder appears under its name only when it is whole.
set -eu
folder=$1 suite=$2 mirror=$3
draft=$folder.draft

mkdir -p "$(dirname "$folder")"
# The lock goes with the process that holds it: a killed run leaves none behind.
exec 9>"$folder.lock"
flock --nonblock 9 || { echo 'Waiting for another run that gets it'; flock 9; }
[ ! -d "$folder" ] || exit 0

rm -rf "$draft"
. "$(dirname "$0")/own-apt.sh"
own_apt "$draft" "$suite" "$mirror"
mkdir -p "$draft/root"
# With whatever that release needs by now: nothing is installed for this apt, so it gets all of it.
apt-get -q -y --download-only --no-install-recommends install mysql-server-core
for package in "$draft"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$draft/root"; done
find_loader "$draft/root"
loaded "$draft/root" usr/sbin/mysqld --no-defaults --version
rm -rf "$draft/apt" "$draft/root/usr/share/doc" "$draft/root/usr/share/perl" "$draft/root/usr/share/locale"
mv "$draft" "$folder"
