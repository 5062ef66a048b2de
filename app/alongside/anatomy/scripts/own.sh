# Comes before everything else: what this shell is before it sets a trap of its own.
# Only /proc/self as opened by the shell's own redirection is the shell itself.
own=
while IFS= read -r row; do
  own="$own$row
"
done </proc/self/status
