have cat || elsewhere 'There is no cat in this container'
used 'reads /proc/1/environ, and the environment of a new process'
say begin environ
say part main
slurp /proc/1/environ
printf '\n'
say part new
slurp "/proc/$$/environ"
printf '\n'
say end
