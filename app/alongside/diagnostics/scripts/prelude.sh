# Comes before every script. Plain POSIX sh: runs in dash, busybox ash and bash, reads only, writes
# nothing into the container. $1 is the mark by which lines for the reader are told from output.
mark=$1
say() { printf '%s %s\n' "$mark" "$*"; }
say fact pid $$
# A signal goes to the whole group; waiting here reaps the children, which the main process may not.
trap 'wait; exit 143' TERM
unset ALONGSIDE_PROBE
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/busybox
{
  LC_CTYPE=${LC_ALL:-${LC_CTYPE:-C.UTF-8}} LC_MESSAGES=C LC_NUMERIC=C
  unset LC_ALL LANGUAGE
  export PATH LC_CTYPE LC_MESSAGES LC_NUMERIC
} 2>/dev/null

have() { command -v "$1" >/dev/null 2>&1; }
title() { say title "$@"; }
note() { say note "$@"; }
used() { say fact command "$@"; }
finding() { say fact finding "$1 $2|${3-}"; } # info, warning or failed; sentence; advice
impossible() { say fact impossible "$1|${2-}"; exit 0; }

elsewhere() { say fact elsewhere "$1"; exit 0; } # this way is none: try the probe's next one

# Without cat the shell reads for itself, and loses NULs: no command lines and environments then.
if have cat; then
  slurp() { cat "$@" 2>/dev/null; }
else
  slurp() {
    for file in "$@"; do
      [ -r "$file" ] || continue
      while IFS= read -r row || [ -n "$row" ]; do printf '%s\n' "$row"; done <"$file"
    done 2>/dev/null
  }
fi

# parts FILE...: each readable file as a part of the open block.
parts() {
  for path in "$@"; do
    [ -f "$path" ] && [ -r "$path" ] || continue
    say part "$path"
    slurp "$path"
    printf '\n'
  done
}

# collect BLOCK FILE...
collect() {
  say begin "$1"
  shift
  parts "$@"
  say end
}

# block BLOCK COMMAND...: what a command prints, as a block; its status is the command's.
block() {
  say begin "$1"
  shift
  "$@" 2>/dev/null
  code=$?
  printf '\n'
  say end
  return $code
}

# bounded SECONDS COMMAND...: end the command after that time; status 124 then.
bounded() {
  left=$(($1 * 10))
  shift
  # By way of descriptor 3, for a shell gives its background commands no stdin.
  { "$@" <&3 3<&- & } 3<&0
  job=$!
  while kill -0 $job 2>/dev/null; do
    if [ $left -le 0 ]; then
      kill $job 2>/dev/null
      wait $job 2>/dev/null
      return 124
    fi
    left=$((left - 1))
    sleep 0.1 2>/dev/null || { sleep 1 && left=$((left - 9)); } || break
  done
  wait $job 2>/dev/null
}

# processes [BLOCK]: one part for each process: its stat, "uid rss-in-KiB", its command line.
processes() {
  say begin "${1:-processes}"
  parts /etc/passwd /proc/uptime
  for dir in /proc/[0-9]*; do
    stat= uid= rss=
    while IFS= read -r row; do stat="$stat$row "; done 2>/dev/null <"$dir/stat"
    [ -n "$stat" ] || continue
    while read -r key value rest; do
      case $key in
      Uid:) uid=$value ;;
      VmRSS:) rss=$value ;;
      Threads:) break ;;
      esac
    done 2>/dev/null <"$dir/status"
    say part "${dir#/proc/}"
    printf '%s\n%s %s\n' "$stat" "$uid" "$rss"
    if have cat; then slurp "$dir/cmdline"; fi
    printf '\n'
  done
  say end
}
