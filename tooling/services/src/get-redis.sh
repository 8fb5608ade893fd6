#!/bin/sh
# Gets a Redis of another Debian release: get-redis.sh FOLDER VERSION SUITE MIRROR PACKAGE...
#
# apt runs with lists and caches of its own, so that nothing of the machine's changes; it needs no root. The folder
# appears under its name only when it is whole.
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
mkdir -p "$draft/apt/state/lists/partial" "$draft/apt/cache/archives/partial" "$draft/debs" "$draft/root"
: >"$draft/apt/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$draft/apt/sources.list"
cat >"$draft/apt/apt.conf" <<END
Dir::Etc::sourcelist "$draft/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$draft/apt/state";
Dir::State::status "$draft/apt/status";
Dir::Cache "$draft/apt/cache";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
APT::Sandbox::User "";
END
export APT_CONFIG="$draft/apt/apt.conf"
apt-get -q update
(cd "$draft/debs" && apt-get -q download "$@")
for package in "$draft"/debs/*.deb; do dpkg-deb -x "$package" "$draft/root"; done

# Redis is one program, which does what its name says; Debian names it after its smallest use.
for program in "$draft"/root/usr/bin/*-check-rdb; do cp "$program" "$draft/root/usr/bin/redis-server"; done
for loader in "$draft"/root/usr/lib64/ld-linux-*.so.* "$draft"/root/lib/*/ld-[0-9]*.so; do
  [ ! -e "$loader" ] || cp "$loader" "$draft/root/loader"
done
found=$("$draft/root/loader" --library-path "$(echo "$draft"/root/lib/*-linux-gnu*):$(echo "$draft"/root/usr/lib/*-linux-gnu*)" \
  "$draft/root/usr/bin/redis-server" --version)
case $found in
*" v=${version#*-}."*) ;;
*)
  echo "Debian $suite has another one now: $found"
  exit 1
  ;;
esac
rm -rf "$draft/apt" "$draft/debs" "$draft/root/usr/share"
mv "$draft" "$folder"
