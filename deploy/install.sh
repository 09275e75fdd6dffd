#!/usr/bin/env bash
# Installs Caravan as a systemd service from this checkout, upgrades it, or takes it away again. No network is used.
set -Eeuo pipefail
umask 022

usage() {
  cat << 'END'
usage: deploy/install.sh [--name NAME] [--port N] [--jar FILE] [--root DIR] [--no-start] [--no-cache] [--dry-run]
       deploy/install.sh --uninstall [--name NAME] [--root DIR] [--dry-run]

Creates the account NAME, /opt/NAME (program, routes, configuration; root's), /etc/NAME (environment, secrets; root's)
and the service NAME, which records to /var/lib/NAME and logs to /var/log/NAME. Run it again to upgrade: files that you
changed stay, and the new ones are put beside them as FILE.new.

  --name NAME    of the service, its account and folders (default: caravan); a second one may run beside the first
  --port N       of dashboard, health and metrics, if it is not to be 8000; kept in /etc/NAME/caravan.env
  --jar FILE     default: target/caravan.jar of this checkout
  --root DIR     install below DIR instead of /, and start nothing: for images and tests
  --no-start     leave the service stopped
  --no-cache     do not make the class cache, which shortens the start
  --uninstall    remove service and program; recording, log, secrets and what you changed stay
  --dry-run      only say what would be done

exit code: 0 done · 1 a step failed · 2 nothing was begun
example:   sudo deploy/install.sh
END
}

refuse() {
  echo "install.sh: $1" >&2
  exit 2
}

name=caravan port='' root='' start=true cache=true dry=false uninstall=false
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jar="$here/target/caravan.jar"
while (($# > 0)); do
  case "$1" in
    --name | --port | --jar | --root)
      (($# > 1)) || refuse "$1 needs a value; see --help"
      declare "${1#--}=$2"
      shift
      ;;
    --no-start) start=false ;;
    --no-cache) cache=false ;;
    --dry-run) dry=true ;;
    --uninstall) uninstall=true ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) refuse "unknown option $1; see --help" ;;
  esac
  shift
done

[[ $name =~ ^[a-z][a-z0-9-]{0,30}$ ]] || refuse "name=$name: use lower-case letters, digits and '-', 31 at most"
[[ -z $port || ($port =~ ^[0-9]{1,5}$ && $port -ge 1 && $port -le 65535) ]] || refuse "port=$port: use 1 to 65535"
if [[ -n $root ]]; then
  [[ -d $root ]] || refuse "root=$root is no folder"
  root="$(cd "$root" && pwd)"
  [[ $root != / ]] || root=''
fi
if [[ -z $root && $EUID -ne 0 ]] && ! $dry; then
  refuse "this needs root: sudo $0 …, or look first with --dry-run"
fi

program="$root/opt/$name"
settings="$root/etc/$name"
unit="$root/etc/systemd/system/$name.service"
shipped="$program/.shipped" # what the last installation brought, to know what was changed since

# Runs a command, or says it.
do_() {
  if $dry; then
    echo "would: $*"
  else
    "$@"
  fi
}

# Runs a command of the service manager of the machine itself; below --root there is none.
manager() {
  if [[ -n $root ]]; then
    return 0
  elif $dry; then
    echo "would: systemctl $*"
  elif [[ -d /run/systemd/system ]]; then
    systemctl "$@"
  else
    echo "skipped, systemd does not run here: systemctl $*"
  fi
}

is_active() {
  [[ -z $root && -d /run/systemd/system ]] && systemctl --quiet is-active "$name"
}

same() {
  cmp -s "$1" "$2"
}

# Every file below config/ and routes/ that this checkout brings.
brought() {
  (cd "$here" && find config routes -type f \( -name '*.md' -o -name '*.yaml' -o -name '*.properties' -o -name '*.options' \) | LC_ALL=C sort)
}

# Puts a file in place unless it was changed there; then the new one goes beside it, if it is news.
put_unless_changed() {
  local file="$1" new="$here/$1" target="$program/$1" known="$shipped/$1"
  if [[ ! -e $target && -e $known ]]; then
    echo "stays away, you removed it: $target"
  elif [[ ! -e $target ]] || same "$target" "$new" || { [[ -e $known ]] && same "$target" "$known"; }; then
    do_ install -D -m 644 "$new" "$target"
    do_ rm -f "$target.new"
  elif [[ -e $known ]] && same "$known" "$new"; then
    echo "stays, you changed it: $target"
  else
    do_ install -D -m 644 "$new" "$target.new"
    echo "stays, you changed it; compare with the new one: $target.new"
  fi
  do_ install -D -m 644 "$new" "$known"
}

write_unit() {
  local text
  text="$(sed -E \
    -e "s#^(User|Group|StateDirectory|LogsDirectory)=caravan\$#\1=$name#" \
    -e "s#/(opt|etc|lib|log)/caravan#/\1/$name#g" \
    -e "s#^Description=.*#&$([[ $name == caravan ]] || echo " ($name)")#" \
    "$here/deploy/caravan.service")"
  if $dry; then
    echo "would: write $unit"
  else
    install -d "$(dirname "$unit")"
    printf '%s\n' "$text" > "$unit.part"
    chmod 644 "$unit.part"
    mv "$unit.part" "$unit"
  fi
}

make_account() {
  if grep -qs "^$name:" "$root/etc/passwd"; then
    return
  elif ! $dry && ((EUID != 0)); then
    echo "skipped, only root can make it: the account $name"
    return
  fi
  local where=()
  [[ -z $root ]] || where=(--prefix "$root")
  do_ useradd "${where[@]}" --system --user-group --no-create-home --home-dir "/opt/$name" --shell /usr/sbin/nologin "$name"
}

# The two folders it writes to; systemd would make them at the first start, but doctor wants to look before.
make_folders() {
  local folder owner
  owner="$(sed -nE "s/^$name:[^:]*:([0-9]+):([0-9]+):.*/\1:\2/p" "$root/etc/passwd" 2> /dev/null || true)"
  for folder in "$root/var/lib/$name" "$root/var/log/$name"; do
    if [[ -e $folder ]]; then
      continue
    fi
    do_ install -d -m 750 "$folder"
    if ((EUID == 0)) && [[ -n $owner ]]; then
      do_ chown "$owner" "$folder"
    fi
  done
}

# A start that knows its classes takes half the work. Made by the service's account, in the way that its Java knows best and
# config/jvm.options takes; a failure costs nothing but that.
make_cache() {
  if ! $cache || [[ -n $root ]]; then
    return 0
  fi
  local work made_by=-XX:ArchiveClassesAtExit
  (($(java_version) < 25)) || made_by=-XX:AOTCacheOutput
  if $dry; then
    echo "would: make $program/caravan.jsa by $made_by"
    return
  fi
  work="$(mktemp -d)"
  chown "$name:" "$work"
  if (cd "$program" && runuser -u "$name" -- env -i PATH="$PATH" TMPDIR="$work" \
    /usr/bin/java -Djava.io.tmpdir="$work" "$made_by=$work/caravan.jsa" -Xlog:disable -jar caravan.jar \
    demo --seconds 5 --port 0) > "$work/output" 2>&1 && [[ -s $work/caravan.jsa ]]; then
    install -m 644 "$work/caravan.jsa" "$program/caravan.jsa"
  else
    echo "no class cache was made; starts take a little longer. The end of what it said:"
    tail -n 3 "$work/output"
  fi
  rm -rf "$work"
}

# 17, 21, …; 0 where there is none.
java_version() {
  local major
  major="$(/usr/bin/java -version 2>&1 | sed -nE 's/.* version "([0-9]+).*/\1/p' | head -n 1 || true)"
  echo "${major:-0}"
}

check_java() {
  [[ -z $root ]] || return 0
  local major
  major="$(java_version)"
  ((major >= 17)) || refuse "/usr/bin/java is ${major/#0/absent}; install Java 17 or newer: apt-get install openjdk-17-jre-headless"
}

install_all() {
  [[ -r $jar ]] || refuse "no jar at $jar; build it: mvn -q -DskipTests package"
  check_java
  local was_active=false
  if is_active; then
    was_active=true
    trap 'echo "install.sh: a step failed, and $name is stopped: mend it and run this again" >&2' ERR
    # A running Java reads classes from its jar as it needs them, and an old one would take new routes.
    manager stop "$name"
  fi
  make_account
  make_folders
  do_ install -d -m 755 "$program"
  do_ install -d -m 750 "$settings"
  do_ install -m 644 "$jar" "$program/caravan.jar.part"
  do_ mv "$program/caravan.jar.part" "$program/caravan.jar"
  do_ rm -f "$program/caravan.jsa"
  do_ install -m 644 "$here/README.md" "$program/README.md"
  if [[ -d $here/src/docs/guide ]]; then
    do_ install -d -m 755 "$program/guide"
    do_ install -m 644 "$here"/src/docs/guide/*.md "$program/guide/"
  fi
  while read -r file; do
    put_unless_changed "$file"
  done < <(brought)
  if [[ -n $port ]]; then
    if $dry; then
      echo "would: set CARAVAN_HTTP_PORT=$port in $settings/caravan.env"
    else
      touch "$settings/caravan.env"
      sed -i '/^CARAVAN_HTTP_PORT=/d' "$settings/caravan.env"
      echo "CARAVAN_HTTP_PORT=$port" >> "$settings/caravan.env"
    fi
  fi
  if [[ ! -e $settings/secrets.env ]]; then
    do_ install -m 600 /dev/null "$settings/secrets.env"
  fi
  write_unit
  make_cache
  manager daemon-reload
  manager enable "$name"
  if $start || $was_active; then
    manager start "$name"
  fi
  if ! $dry; then
    echo "installed: $name in $program; recording: $root/var/lib/$name; secrets: $settings/secrets.env"
  fi
}

uninstall_all() {
  manager disable --now "$name"
  do_ rm -f "$unit"
  manager daemon-reload
  if [[ -d $shipped ]]; then
    while read -r file; do
      if [[ -e $program/$file ]] && ! same "$program/$file" "$shipped/$file"; then
        echo "stays, you changed it: $program/$file"
      else
        do_ rm -f "$program/$file"
      fi
      do_ rm -f "$program/$file.new"
    done < <(cd "$shipped" && find . -type f | sed 's#^\./##' | LC_ALL=C sort)
  fi
  do_ rm -rf "$shipped" "$program/guide" "$program/caravan.jar" "$program/caravan.jsa" "$program/README.md"
  if [[ -d $program ]]; then
    do_ find "$program" -depth -type d -empty -delete
  fi
  local kept=false
  for folder in "$root/var/lib/$name" "$root/var/log/$name"; do
    if [[ -d $folder && -z $(ls -A "$folder") ]]; then
      do_ rmdir "$folder"
    elif [[ -e $folder ]]; then
      kept=true
      echo "stays: $folder"
    fi
  done
  # Files of an account that is gone would belong to the next one that gets its number.
  if $kept; then
    echo "stays, it owns them: the account $name"
  elif grep -qs "^$name:" "$root/etc/passwd"; then
    local where=()
    [[ -z $root ]] || where=(--prefix "$root")
    do_ userdel "${where[@]}" "$name"
  fi
  if [[ -d $settings ]]; then
    if [[ -e $settings/secrets.env && ! -s $settings/secrets.env ]]; then
      do_ rm -f "$settings/secrets.env"
    fi
    do_ rmdir --ignore-fail-on-non-empty "$settings"
    [[ ! -d $settings ]] || $dry || echo "stays: $settings"
  fi
}

if $uninstall; then
  uninstall_all
else
  install_all
fi
