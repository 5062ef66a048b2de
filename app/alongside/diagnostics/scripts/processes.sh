for columns in '-ww -eo pid,ppid,user,stat,tty,pcpu,rss,etime,args' '-o pid,ppid,user,stat,tty,rss,args' '-ef'; do
  have ps || break
  # A ps that does not know these columns says so on stderr and prints nothing: try the next dialect.
  # shellcheck disable=SC2086  # the columns are words on purpose
  table=$(ps $columns 2>/dev/null) || continue
  case $table in *PPID*) ;; *) continue ;; esac
  used "ps $columns"
  say begin ps
  printf '%s\n' "$table"
  say end
  exit 0
done
used 'reads /proc/[0-9]*/stat, status and cmdline'
processes
