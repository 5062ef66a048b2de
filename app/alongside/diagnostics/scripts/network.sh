used 'reads /proc/net, /proc/[0-9]*/fd, /etc/resolv.conf; getent or nslookup'
collect network /proc/net/dev /proc/net/route /proc/net/fib_trie /proc/net/if_inet6 \
  /etc/resolv.conf /etc/hosts
say begin sockets
parts /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6
if have ls; then
  say part fds
  if have grep; then
    ls -l /proc/[0-9]*/fd 2>/dev/null | grep -e '^/proc' -e 'socket:'
  else
    ls -l /proc/[0-9]*/fd 2>/dev/null
  fi
  say part names
  for dir in /proc/[0-9]*; do
    { read -r name <"$dir/comm" && printf '%s %s\n' "${dir#/proc/}" "$name"; } 2>/dev/null
  done
fi
say end

title 'Name resolution'
name=example.com
if have getent; then
  tool="getent hosts $name"
elif have nslookup; then
  tool="nslookup $name"
else
  note 'There is neither getent nor nslookup in this container to try it with.'
  exit 0
fi
note "$tool"
# shellcheck disable=SC2086  # the tool and its arguments are words on purpose
bounded 6 $tool 2>&1
case $? in
0) ;;
124) finding warning "The name $name was not resolved within 6 seconds: the name server does not answer." \
  'Look at the name server in /etc/resolv.conf; in a network without a way out this is expected.' ;;
*) finding warning "The name $name could not be resolved." \
  'Look at the name server in /etc/resolv.conf; in a network without a way out this is expected.' ;;
esac
