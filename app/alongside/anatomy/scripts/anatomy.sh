# Says what /proc knows about processes. After the mark come the processes to describe: a pid, `self`
# for this shell, `group` for the oldest process of its control group (a main process that is not
# pid 1); `all` for the table of all processes and what is true of the whole container.
# Subshells, because this shell may be what is described: its own descriptors must stay as they are.
shift

if have readlink; then
  lead() { readlink "$1"; }
elif have ls; then
  lead() {
    row=$(ls -ld "$1") || return
    case $row in *' -> '*) printf '%s\n' "${row#* -> }" ;; *) return 1 ;; esac
  }
else
  # A link cannot be read without a tool, but two names for one thing can be told.
  lead() {
    for name in /dev/null /dev/console /dev/pts/*; do
      [ "$1" -ef "$name" ] && printf '%s\n' "$name" && return
    done
    if [ -d "$1" ]; then
      (CDPATH= cd -P "$1" && pwd -P)
    elif [ -p "$1" ]; then
      printf 'pipe\n'
    elif [ -S "$1" ]; then
      printf 'socket\n'
    else
      return 1
    fi
  }
fi

lost() { # PART REASON: why that part is missing
  printf '\n'
  say part "no $1"
  printf '%s\n' "$2"
}

file() { # PART FILE
  say part "$1"
  slurp "$2" || lost "$1" denied
  printf '\n'
}

nuls() { # PART FILE: a file with NULs in it
  if have cat; then file "$@"; else lost "$1" cat; fi
}

link() { # PART LINK
  say part "$1"
  lead "$2" && return
  if have readlink || have ls; then lost "$1" denied; else lost "$1" readlink; fi
}

descriptor() { # DIRECTORY NUMBER
  say part "fd/$2"
  target=$(lead "$1/fd/$2")
  if [ -n "$target" ]; then
    printf '%s\n' "$target"
  elif [ -L "$1/fd/$2" ] || [ ! -r "$1/fd" ] || [ ! -x "$1/fd" ]; then
    lost "fd/$2" denied
  else
    lost "fd/$2" closed
  fi
  # Only a terminal: to open a pipe could wait for ever. stty opens it, and it leads no session.
  case $target in
  /dev/pts/* | /dev/console | /dev/tty*)
    [ -n "$sized" ] && return
    sized=1
    say part size
    if have stty; then stty size <"$1/fd/$2" || lost size denied; else lost size stty; fi
    ;;
  esac
}

label() { # DIRECTORY: where no process has a label there is no such thing
  say part label
  slurp "$1/attr/current" || { slurp /proc/self/attr/current >/dev/null && lost label denied; }
  printf '\n'
}

describe() { # PID NAME
  dir=/proc/$1 sized=
  [ -d "$dir" ] || return
  say begin "process $2"
  file stat "$dir/stat"
  if [ "$2" = self ]; then
    say part status
    printf '%s' "$own"
  else
    file status "$dir/status"
  fi
  nuls cmdline "$dir/cmdline"
  nuls environ "$dir/environ"
  file cgroup "$dir/cgroup"
  label "$dir"
  link cwd "$dir/cwd"
  for number in 0 1 2; do descriptor "$dir" "$number"; done
  for name in mnt net pid ipc uts user cgroup; do link "ns/$name" "$dir/ns/$name"; done
  say end
}

oldest_of_group() {
  mine=$(slurp /proc/self/cgroup) oldest=
  for dir in /proc/[0-9]*; do
    [ "$(slurp "$dir/cgroup")" = "$mine" ] || continue
    IFS= read -r row <"$dir/stat" || continue
    # shellcheck disable=SC2086  # the fields after the name are words on purpose
    set -- ${row##*) }
    [ "$4" = $$ ] && continue
    if [ -z "$oldest" ] || [ "${20}" -lt "$oldest" ]; then oldest=${20} found=${dir#/proc/}; fi
  done
  printf '%s\n' "${found-}"
}

table() {
  say begin stats
  slurp /proc/[0-9]*/stat
  say end
  have cat || return
  # One process a command line: more than so many take too long, and the kernel's names will do.
  left=250
  say begin commands
  for dir in /proc/[0-9]*; do
    [ $((left -= 1)) -gt 0 ] || break
    say part "${dir#/proc/}"
    slurp "$dir/cmdline"
    printf '\n'
  done
  say end
}

container() {
  v2=/sys/fs/cgroup
  collect container /etc/passwd /etc/group \
    $v2/memory.max $v2/memory.swap.max $v2/cpu.max $v2/cpu.weight $v2/pids.max \
    $v2/cpuset.cpus.effective \
    $v2/memory/memory.limit_in_bytes $v2/memory/memory.memsw.limit_in_bytes \
    $v2/cpu/cpu.cfs_quota_us $v2/cpu/cpu.cfs_period_us $v2/cpu/cpu.shares $v2/pids/pids.max \
    $v2/cpuset/cpuset.cpus
  say begin boot
  while read -r key value _; do
    [ "$key" = btime ] && printf '%s\n' "$value" && break
  done </proc/stat
  say end
}

# The reader itself: who asks, so that a refusal can be explained.
say begin reader
say part status
printf '%s' "$own"
say end
for what in "$@"; do
  (
    case $what in
    self) describe $$ self ;;
    group) describe "$(oldest_of_group)" group ;;
    all) container && table ;;
    *) describe "$what" "$what" ;;
    esac
  ) 2>/dev/null
done
# What describes itself is looked at from outside too: it waits for Ctrl+C, but not for long.
case " $* " in *' self '*) say fact done && have sleep && sleep 5 ;; esac
