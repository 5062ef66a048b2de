# Ask every listening port for "/", from inside: what works here and not from outside is a matter of
# ports and networks, not of the program.
agents=''
for tool in curl wget nc bash; do
  have $tool && agents="$agents$tool "
done
[ -n "$agents" ] || impossible 'There is no curl, wget, nc or bash in this container to ask with.' \
  'Ask from outside, through a published port.'

# Addresses in /proc/net/tcp are hexadecimal words, the last byte first; 0A is LISTEN.
listening=$(slurp /proc/net/tcp /proc/net/tcp6 | while read -r slot local remote state rest; do
  [ "$state" != 0A ] || printf '%s ' "$local"
done)
ends=' '
for local in $listening; do
  port=$((0x${local##*:})) host=${local%:*}
  case $host in
  00000000 | 0100007F | 00000000000000000000000000000000 | 0000000000000000FFFF00000100007F)
    host=127.0.0.1
    ;;
  00000000000000000000000001000000) host='[::1]' ;;
  ????????)
    c=${host#??} b=${host#????}
    host=$((0x${host#??????})).$((0x${b%??})).$((0x${c%????})).$((0x${host%??????}))
    ;;
  *) continue ;;
  esac
  case $ends in *":$port "*) ;; *) ends="$ends$host:$port " ;; esac
done
if [ "$ends" = ' ' ]; then
  finding failed 'Nothing listens on any TCP port in here.' 'Look at the log: the server is not up.'
  exit 0
fi

centiseconds() { # /proc/uptime is the one clock that every container has
  read -r up rest </proc/uptime
  up=${up%.*}${up#*.}
}
answer() { # the status of the first HTTP response in what is read
  while read -r version code rest; do
    case $version in HTTP/*) printf '%s' "${code%"$cr"}" && break ;; esac
  done
  cat >/dev/null 2>&1
}
cr=$(printf '\r')
ask() { # agent, scheme, host, port: prints the HTTP status
  bare=${3#[}
  bare=${bare%]}
  case $1 in
  curl) curl -s -k -o /dev/null -m 4 -w '%{http_code}' "$2://$3:$4/" ;;
  wget) bounded 4 wget -S -T 4 -O /dev/null "$2://$3:$4/" 2>&1 | answer ;;
  nc) printf 'GET / HTTP/1.0\r\nHost: %s\r\n\r\n' "$bare" | bounded 4 nc "$bare" "$4" | answer ;;
  bash) bounded 4 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "GET / HTTP/1.0\r\nHost: $1\r\n\r\n" >&3 &&
    while IFS= read -r row; do printf "%s\n" "$row"; done <&3' bash "$bare" "$4" | answer ;;
  esac 2>/dev/null
}

used "${agents% }: GET / on each listening TCP port"
good=0 asked=0
for end in $ends; do
  port=${end##*:} host=${end%:*} code='' took=0
  # Databases and mail servers log an HTTP request as an attack, and some then lock the sender out.
  case $port in
  22 | 25 | 53 | 110 | 143 | 389 | 465 | 587 | 636 | 993 | 995 | 1433 | 1521 | 2181 | 3306 | 33060 | \
    4369 | 5432 | 5671 | 5672 | 6379 | 6380 | 9042 | 9092 | 11211 | 25672 | 2701[789])
    printf 'port %s  not asked: it is known for another protocol\n' "$port"
    continue
    ;;
  esac
  asked=$((asked + 1))
  [ $asked -le 8 ] || { note 'Only the first 8 ports are asked.' && break; }
  case $port in 443 | 8443) scheme=https ;; *) scheme=http ;; esac
  for agent in $agents; do
    case $agent:$scheme in nc:https | bash:https) continue ;; esac
    centiseconds
    begun=$up
    code=$(ask "$agent" $scheme "$host" "$port")
    centiseconds
    took=$(((up - begun) * 10))
    case $code in [1-5][0-9][0-9]) break ;; *) code='' ;; esac
  done
  if [ -z "$code" ]; then
    printf '%s://%s/  no HTTP answer\n' $scheme "$end"
    continue
  fi
  printf '%s://%s/  status %s, about %s ms, asked with %s\n' $scheme "$end" "$code" $took "$agent"
  good=$((good + 1))
  [ "$code" -lt 500 ] || finding warning "Port $port answers with status $code." \
    'Look at the log of the server.'
  [ $took -lt 2000 ] || finding warning "Port $port takes $took ms to answer." \
    'See under Processes and Memory what holds it up.'
done
[ $good -gt 0 ] || [ $asked -eq 0 ] || finding warning 'No listening port answers to HTTP.' \
  'They may speak another protocol; else look at the log of the server.'
