# For scripts that get a program of another Debian release, to be sourced. apt runs with lists and caches of its own, so
# that nothing of the machine's changes; it needs no root.

# own_apt FOLDER SUITE MIRROR: from here on apt-get means that release.
own_apt() {
  mkdir -p "$1/apt/state/lists/partial" "$1/apt/cache/archives/partial"
  : >"$1/apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $3 $2 main" >"$1/apt/sources.list"
  cat >"$1/apt/apt.conf" <<END
Dir::Etc::sourcelist "$1/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$1/apt/state";
Dir::State::status "$1/apt/status";
Dir::Cache "$1/apt/cache";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
APT::Sandbox::User "";
END
  export APT_CONFIG="$1/apt/apt.conf"
  apt-get -q update
}

# find_loader ROOT: the loader of unpacked packages, under one name on every machine.
find_loader() {
  for loader in "$1"/usr/lib64/ld-linux-*.so.* "$1"/lib/*/ld-[0-9]*.so; do
    [ ! -e "$loader" ] || cp "$loader" "$1/loader"
  done
}

# loaded ROOT PROGRAM ARGUMENT...: runs a program with the libraries that came with it.
loaded() {
  root=$1 program=$2
  shift 2
  "$root/loader" --library-path "$(echo "$root"/lib/*-linux-gnu*):$(echo "$root"/usr/lib/*-linux-gnu*)" \
    "$root/$program" "$@"
}
