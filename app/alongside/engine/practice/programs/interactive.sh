#!/bin/sh
# Asks and answers: made for attach. Its main process reads this terminal, so what you type here,
# Ctrl+C too, reaches the container itself.
trap 'echo; echo "Interrupted: this was the main process, so the container stops."; exit 130' INT
trap 'echo; echo "Asked to stop: goodbye."; exit 143' TERM
echo "This is the container's main process. Type help, or anything."
n=0
while printf 'you> ' && read -r line; do
  n=$((n + 1))
  case $line in
  help) echo "help, who, count, quit; everything else is repeated" ;;
  who) echo "process $$ of $HOSTNAME, on $(tty)" ;;
  count) echo "$n lines so far, from all who are attached" ;;
  quit) echo "Goodbye."; exit 0 ;;
  '') ;;
  *) echo "you said: $line" ;;
  esac
done
