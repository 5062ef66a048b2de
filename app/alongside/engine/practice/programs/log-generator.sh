#!/bin/sh
# A line every two seconds, a warning now and then, on stderr. In a staged scene twelve at once.
trap 'echo "asked to end after $n lines"; exit 0' TERM INT
n=0
while :; do
  n=$((n + 1))
  if [ -n "$PRACTICE_CLOCK" ]; then
    second=$(((PRACTICE_CLOCK + 2 * n) % 86400))
    now=$(printf '%02d:%02d:%02d' $((second / 3600)) $((second / 60 % 60)) $((second % 60)))
  else
    now=$(date -u +%H:%M:%S)
  fi
  case $((n % 7)) in
  0) echo "$now WARN  parcel $((1000 + n)): address not complete" >&2 ;;
  *) echo "$now INFO  parcel $((1000 + n)) packed in $((20 + n * 37 % 60)) s" ;;
  esac
  if [ -z "$PRACTICE_CLOCK" ]; then
    sleep 2 &
  elif [ "$n" -lt 12 ]; then
    continue
  else
    sleep 1000000 &
  fi
  wait $!
done
