port=${REDIS_PORT:-6379}
case $port in *[!0-9]*) port=6379 ;; esac
secret=${REDISCLI_AUTH:-${REDIS_PASSWORD-}}
client=''
for tool in redis-cli valkey-cli keydb-cli; do have $tool && client=$tool && break; done
if [ -n "$client" ]; then
  used "$client -p $port INFO"
  [ -z "$secret" ] || export REDISCLI_AUTH="$secret"
  said=$(bounded 5 "$client" -p "$port" INFO 2>&1)
elif have nc; then
  used "nc 127.0.0.1 $port: PING, INFO"
  said=$({ [ -z "$secret" ] || printf 'AUTH %s\r\n' "$secret"; printf 'PING\r\nINFO\r\nQUIT\r\n'; } |
    bounded 5 nc 127.0.0.1 "$port" 2>&1)
else
  impossible 'There is neither redis-cli nor nc in this container to ask with.'
fi
case $said in
*redis_version* | *valkey_version*) ;;
*NOAUTH* | *WRONGPASS*) finding info 'It answers, and wants a password.' 'The probe takes it from REDIS_PASSWORD or REDISCLI_AUTH.' && exit 0 ;;
*)
  printf '%s\n' "$said"
  finding failed 'It does not answer as Redis does.' 'Look at its log.'
  exit 0
  ;;
esac
value=''
field() { # the value of a field of INFO, without its CR
  value=${said#*"$1":}
  [ "$value" != "$said" ] || { value='' && return; }
  value=${value%%
*}
  value=${value%"$(printf '\r')"}
}
for name in redis_version role uptime_in_days connected_clients blocked_clients used_memory_human \
  maxmemory_human maxmemory_policy mem_fragmentation_ratio rejected_connections evicted_keys \
  rdb_last_bgsave_status aof_last_write_status master_link_status db0; do
  field $name
  [ -z "$value" ] || printf '%-26s %s\n' $name "$value"
done
field rdb_last_bgsave_status
[ "$value" != err ] || finding warning 'The last snapshot could not be written.' 'Look at the disk and at the log.'
field master_link_status
[ "$value" != down ] || finding failed 'This replica has lost its master.' 'Look at the network between them.'
field used_memory
used=$value
field maxmemory
case $used:$value in
*[!0-9:]* | *: | :* | *:0) ;;
*) [ $((used / 10)) -lt $((value / 10 * 9 / 10)) ] || finding warning 'Memory is at over 90 % of maxmemory.' 'Raise maxmemory, or let keys expire.' ;;
esac
