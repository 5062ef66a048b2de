#!/bin/sh
# A worker that does not listen when it is asked to end, and so has to be killed.
trap 'echo "asked to end, but there is work to do"' TERM
n=0
while :; do
  n=$((n + 1))
  echo "job $n done"
  sleep 5
done
